"""What every decision about a finding has in common: one wins, and it stands in the record."""

from __future__ import annotations

from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden
from ledger import access, chain, clock
from ledger.acceptance import sources_of
from ledger.deadlines import CITY_TIME
from ledger.models import Finding, Issue, User

UNDECIDED = ("pending", "refly")
"""A finding that waits for another flight may still be decided."""


def claim(session: Session, finding: Finding, actor: User, *, action: str, version: int) -> None:
    """Lock the finding and make sure that this person may decide on what was seen."""
    if not access.can(actor, action, finding):
        raise Forbidden("review.not_allowed")
    session.refresh(finding, with_for_update=True)
    if finding.version == version and finding.state in UNDECIDED:
        return
    if finding.state in {"pending", "withdrawn"}:
        raise Conflict("finding.changed")
    raise Conflict(
        "finding.already_decided",
        name=finding.decided_by.name if finding.decided_by else "",
        at=_clock(finding),
        decision=finding.state,
    )


def end(
    session: Session,
    finding: Finding,
    actor: User,
    state: str,
    *,
    action: str,
    note: str,
    reason: str = "",
) -> None:
    """Record a decision that makes no issue."""
    before = finding.state
    decide(session, finding, actor, state, note=note, reason=reason)
    chain.append(
        session,
        actor=actor,
        action=action,
        finding=finding,
        from_state=before,
        to_state=state,
        payload={"reason": reason, "note": note, "sources": sources_of(finding)},
    )


def decide(
    session: Session,
    finding: Finding,
    actor: User,
    state: str,
    *,
    note: str,
    reason: str = "",
    issue: Issue | None = None,
) -> None:
    """Write who decided what and when into the finding's row."""
    finding.state, finding.reason, finding.note = state, reason, note
    finding.decided_by_id, finding.decided_at = actor.id, clock.now(session)
    finding.issue_id = issue.id if issue else None
    session.flush()


def _clock(finding: Finding) -> str:
    moment = finding.decided_at
    return moment.astimezone(CITY_TIME).strftime("%m-%d %H:%M") if moment else ""
