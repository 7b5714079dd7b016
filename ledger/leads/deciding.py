"""Deciding on a lead: an issue, nothing, or part of an issue that is there; one person wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from geo import messages
from geo.errors import Conflict, Forbidden, Refused
from ledger import acceptance, access, chain, clock, issues
from ledger.leads import messages as _messages  # noqa: F401  (registers the texts of lead.*)
from ledger.leads.opening import open_issue
from ledger.models import Issue, Lead, User
from ledger.models.issues import ENDED
from ledger.sensitive import is_sensitive
from ledger.words import cleaned

OVER = (*ENDED, "transferred")
"""Issues that take no more leads."""


def confirm(
    session: Session,
    lead: Lead,
    *,
    actor: User,
    version: int,
    grade: int | None = None,
    mode: str | None = None,
    code: str | None = None,
) -> Issue:
    """Make a lead an issue of the ledger; the person's name stands on it.

    Parameters
    ----------
    grade, mode, code : optional
        The proposed type's own unless given.

    Raises
    ------
    Forbidden
        ``lead.not_allowed``.
    Conflict
        ``lead.decided``, ``lead.changed``.
    Refused
        What making an issue refuses: ``finding.unknown_code``, ``finding.wrong_grade`` …
    """
    claim(session, lead, actor, version)
    chosen = acceptance.checked_type(code or lead.code, lead.station)
    issue = open_issue(session, lead, actor=actor, code=chosen.code, grade=grade, mode=mode)
    lead.code = chosen.code
    lead.withheld = lead.withheld or is_sensitive(chosen.code)
    _end(session, lead, actor, "confirmed", {"issue": issue.number}, issue=issue)
    return issue


def reject(session: Session, lead: Lead, *, actor: User, reason: str, version: int) -> None:
    """Say why a lead is no problem; it stays in the list of what was judged.

    Raises
    ------
    Forbidden, Conflict
        As for :func:`confirm`.
    Refused
        ``lead.reason_missing``.
    """
    claim(session, lead, actor, version)
    words = cleaned(reason)
    if not words:
        raise Refused("lead.reason_missing")
    lead.reason = words
    _end(session, lead, actor, "rejected", {"reason": words})


def merge(
    session: Session, lead: Lead, *, actor: User, issue: Issue, version: int, note: str = ""
) -> None:
    """Add a lead to an open issue of the same station.

    Raises
    ------
    Forbidden, Conflict
        As for :func:`confirm`; ``lead.merge_target``, ``lead.merge_withheld``.
    """
    claim(session, lead, actor, version)
    seen = access.can(actor, "issue.view", issue)
    if not seen or issue.station_id != lead.station_id or issue.state in OVER:
        raise Conflict("lead.merge_target", number=issue.number)
    if lead.withheld and not issue.withheld:
        raise Conflict("lead.merge_withheld", number=issue.number)
    issues.lock(session, issue)
    if issue.state in OVER:
        raise Conflict("lead.merge_target", number=issue.number)
    known = {entry.get("sha256") for entry in issue.evidence}
    added = [dict(e) | {"kind": "before"} for e in lead.evidence if e.get("sha256") not in known]
    issue.evidence = [*issue.evidence, *added]
    lead.reason, lead.withheld = cleaned(note), lead.withheld or issue.withheld
    shas = [entry.get("sha256") for entry in added]
    said = {"issue": issue.number, "note": lead.reason, "added": shas}
    _end(session, lead, actor, "merged", said, issue=issue)


def claim(session: Session, lead: Lead, actor: User, version: int) -> None:
    """Lock a lead and make sure that this person may decide on what was seen.

    Raises
    ------
    Forbidden
        ``lead.not_allowed``.
    Conflict
        ``lead.decided``, ``lead.changed``.
    """
    if not access.can(actor, "lead.decide", lead):
        raise Forbidden("lead.not_allowed")
    session.refresh(lead, with_for_update=True)
    if lead.state != "triage":
        name = lead.decided_by.name if lead.decided_by else ""
        state = {tongue: messages.text(f"lead.state.{lead.state}", tongue) for tongue in _LANGS}
        raise Conflict("lead.decided", name=name, state=state)
    if lead.version != version:
        raise Conflict("lead.changed")


_LANGS: tuple[messages.Lang, ...] = ("zh", "en")


def _end(
    session: Session,
    lead: Lead,
    actor: User,
    state: str,
    payload: Mapping[str, Any],
    *,
    issue: Issue | None = None,
) -> None:
    before, lead.state = lead.state, state
    lead.decided_by, lead.decided_at = actor, clock.now(session)
    lead.issue_id = issue.id if issue else None
    session.flush()
    said = {"subject": f"lead:{lead.number}", "code": lead.code} | dict(payload)
    # What merges is part of the issue's story; a confirmed one's issue has its own first entry.
    told = issue if state == "merged" else None
    chain.append(
        session,
        actor=actor,
        action=_ACTIONS[state],
        issue=told,
        from_state=told.state if told else before,
        to_state=told.state if told else state,
        payload=said,
    )


_ACTIONS = {"confirmed": "lead.confirm", "rejected": "lead.reject", "merged": "merge"}
