"""The first, minimal life of an issue: open → rectified → verified → closed.

The verifier is neither the rectifier nor of the same organisation. A principled issue that was
transferred is closed by the bureau with the outcome of the case instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, NotFound, Refused
from ledger import access, chain, clock
from ledger.models import Finding, Issue, User
from ledger.words import cleaned

STEPS: Mapping[str, tuple[str, str]] = {
    "rectify": ("open", "issue.rectify"),
    "verify": ("rectified", "issue.verify"),
    "close": ("verified", "issue.close"),
}
"""Step -> the state it starts from, and the action that must be allowed."""


def steps(actor: User, issue: Issue) -> list[str]:
    """Return the steps that a person may take now, in the order of the life."""
    return [step for step in STEPS if _may(actor, issue, step)]


def rectify(
    session: Session,
    issue: Issue,
    *,
    actor: User,
    note: str,
    evidence: Sequence[Mapping[str, Any]] = (),
    version: int,
) -> None:
    """Say that an issue was put right, with proof.

    Parameters
    ----------
    evidence : sequence of {"sha256", "kind", "mime", ...}
        Files already in the media store.

    Raises
    ------
    Forbidden
        ``issue.not_allowed``.
    Conflict
        ``issue.illegal_step``, ``issue.changed``.
    Refused
        ``issue.note_missing``.
    """
    _claim(session, issue, actor, "rectify", version)
    words = _words(note, "issue.note_missing")
    stamp = {"by": actor.name, "at": clock.now(session).isoformat()}
    added = [dict(entry) | stamp for entry in evidence]
    issue.evidence = [*issue.evidence, *added]
    issue.rectified_by = actor
    payload = {
        "note": words,
        "evidence": [entry["sha256"] for entry in added],
        "organisation": actor.organisation and actor.organisation.key,
    }
    _move(session, issue, actor, "rectify", "rectified", payload)


def verify(
    session: Session, issue: Issue, *, actor: User, passed: bool, note: str = "", version: int
) -> None:
    """Confirm a rectification, or send the issue back with a reason.

    Raises
    ------
    Forbidden
        ``issue.not_allowed``; ``issue.own_work``: the rectifier's own work or organisation.
    Conflict
        ``issue.illegal_step``, ``issue.changed``.
    Refused
        ``issue.reason_missing``: sent back without a reason.
    """
    _claim(session, issue, actor, "verify", version)
    words = cleaned(note) if passed else _words(note, "issue.reason_missing")
    if passed:
        issue.verified_by = actor
    else:
        issue.rectified_by = None
    state = "verified" if passed else "open"
    _move(session, issue, actor, "verify", state, {"passed": passed, "note": words})


def close(session: Session, issue: Issue, *, actor: User, note: str = "", version: int) -> None:
    """Close a verified issue, or a transferred one with the outcome of its case.

    Raises
    ------
    Forbidden, Conflict
        As for :func:`verify`.
    Refused
        ``issue.outcome_missing``: a transferred issue without the outcome.
    """
    _claim(session, issue, actor, "close", version)
    transferred = issue.state == "open"
    words = _words(note, "issue.outcome_missing") if transferred else cleaned(note)
    issue.closed_by_id, issue.closed_at = actor.id, clock.now(session)
    payload = {"note": words, "transferred": transferred}
    _move(session, issue, actor, "close", "closed", payload)


def release(session: Session, issue: Issue, *, actor: User, version: int) -> None:
    """Show a principled issue and its findings to the district and the company."""
    if not access.can(actor, "issue.release", issue):
        raise Forbidden("issue.not_allowed")
    _lock(session, issue, version)
    if not issue.withheld:
        raise Conflict("issue.not_withheld")
    issue.withheld = False
    for finding in session.scalars(select(Finding).where(Finding.issue_id == issue.id)):
        finding.withheld = False
    _move(session, issue, actor, "release", issue.state, {})


def _may(actor: User, issue: Issue, step: str) -> bool:
    if not access.can(actor, _action(issue, step), issue):
        return False
    return _starts(issue, step) and not (step != "rectify" and _own_work(actor, issue))


def _action(issue: Issue, step: str) -> str:
    if step == "close" and issue.mode == "transfer" and issue.state == "open":
        return "issue.transfer"
    return STEPS[step][1]


def _starts(issue: Issue, step: str) -> bool:
    transferred = step == "close" and issue.mode == "transfer" and issue.state == "open"
    return transferred or issue.state == STEPS[step][0]


def _own_work(actor: User, issue: Issue) -> bool:
    """Whether the actor, or the actor's organisation, did the rectification."""
    rectifier = issue.rectified_by
    if rectifier is None:
        return False
    same = rectifier.organisation_id
    return rectifier.id == actor.id or (same is not None and same == actor.organisation_id)


def _claim(session: Session, issue: Issue, actor: User, step: str, version: int) -> None:
    """Lock the issue and make sure that this person may take this step on what was seen."""
    if not access.can(actor, _action(issue, step), issue):
        raise Forbidden("issue.not_allowed")
    _lock(session, issue, version)
    if not _starts(issue, step):
        raise Conflict("issue.illegal_step", state=issue.state, action=step)
    if not access.can(actor, _action(issue, step), issue):
        raise Forbidden("issue.not_allowed")
    if step != "rectify" and _own_work(actor, issue):
        raise Forbidden("issue.own_work")


def lock(session: Session, issue: Issue) -> None:
    """Read an issue anew and keep others from changing it until the transaction ends.

    Raises
    ------
    NotFound
        ``issue.not_found``: the decision that made it was taken back meanwhile.
    """
    number = issue.number
    try:
        session.refresh(issue, with_for_update=True)
    except InvalidRequestError:
        raise NotFound("issue.not_found", number=number) from None


def _lock(session: Session, issue: Issue, version: int) -> None:
    lock(session, issue)
    if issue.version != version:
        raise Conflict("issue.changed", state=issue.state)


def _words(note: str, missing: str) -> str:
    words = cleaned(note)
    if not words:
        raise Refused(missing)
    return words


def _move(
    session: Session,
    issue: Issue,
    actor: User,
    action: str,
    state: str,
    payload: Mapping[str, Any],
) -> None:
    before, issue.state = issue.state, state
    session.flush()
    chain.append(
        session,
        actor=actor,
        action=action,
        issue=issue,
        from_state=before,
        to_state=state,
        payload=payload,
    )
