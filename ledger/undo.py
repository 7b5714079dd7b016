"""Taking a decision back: within ten seconds by oneself; how a finding returns to review."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden
from ledger import chain, credit
from ledger.issues import opening
from ledger.models import Finding, Issue, IssueEvent, User
from ledger.models.base import now as real_now

UNDO = "undo"
UNDO_WITHIN = timedelta(seconds=10)
DECIDED = ("accepted", "rejected", "merged", "refly")
DECISIONS = ("accept", "reject", "merge", "refly")


def reopen(session: Session, finding: Finding, *, actor: User) -> None:
    """Take back one's own decision within ten seconds, before anything was built on it.

    An accepted finding's issue goes; the record keeps both entries and its number.

    Raises
    ------
    Conflict
        ``finding.undo_late``, ``finding.undo_followed``, ``finding.not_decided``.
    Forbidden
        ``finding.undo_other``.
    """
    session.refresh(finding, with_for_update=True)
    made = last_decision(session, finding)
    if made.actor_id != actor.id or not actor.active:
        raise Forbidden("finding.undo_other", name=made.actor_name)
    if real_now() - made.recorded_at > UNDO_WITHIN:
        raise Conflict("finding.undo_late", seconds=int(UNDO_WITHIN.total_seconds()))
    issue = issue_of(session, finding)
    if issue is not None and moved_on(session, issue, made):
        raise Conflict("finding.undo_followed")
    to_review(session, finding, made, issue, actor=actor, action=UNDO)


def last_decision(session: Session, finding: Finding) -> IssueEvent:
    """Return the entry of the decision that stands.

    Raises
    ------
    Conflict
        ``finding.not_decided``.
    """
    query = select(IssueEvent).where(
        IssueEvent.finding_id == finding.id, IssueEvent.action.in_(DECISIONS)
    )
    made = session.scalar(query.order_by(IssueEvent.position.desc()).limit(1))
    if made is None or finding.state not in DECIDED:
        raise Conflict("finding.not_decided")
    return made


def issue_of(session: Session, finding: Finding) -> Issue | None:
    """Return the issue that a finding became or was merged into, locked and read anew."""
    if finding.issue_id is None:
        return None
    return session.get(Issue, finding.issue_id, with_for_update=True, populate_existing=True)


def moved_on(session: Session, issue: Issue, made: IssueEvent) -> bool:
    """Whether anything has happened to an issue since a decision, its own first step aside."""
    query = select(IssueEvent).where(IssueEvent.issue_id == issue.id)
    newest = session.scalar(query.order_by(IssueEvent.position.desc()).limit(1))
    if newest is None or newest.position == made.position:
        return newest is None
    return newest.payload.get(opening.WITH) != made.position


def to_review(
    session: Session,
    finding: Finding,
    made: IssueEvent,
    issue: Issue | None,
    *,
    actor: User,
    action: str,
    note: str = "",
) -> None:
    """Bring a finding back to review and write that down; an accepted one's issue goes."""
    was, was_withheld = finding.state, finding.withheld
    _reset(session, finding, made, issue)
    finding.withheld = finding.withheld or (was_withheld and action != UNDO)
    event = chain.append(
        session,
        actor=actor,
        action=action,
        issue=issue,
        finding=finding,
        from_state=issue.state if issue else was,
        to_state=issue.state if issue and was == "merged" else "lead",
        payload={"undone": made.action, "position": made.position}
        | ({"note": note, "decided_by": made.actor_name} if note else {}),
    )
    if issue is not None and was == "accepted":
        credit.take_back(session, issue, event)
        session.delete(issue)
        session.flush()


def _reset(session: Session, finding: Finding, made: IssueEvent, issue: Issue | None) -> None:
    if issue is not None and made.action == "merge":
        added = set(made.payload.get("added", ()))
        issue.evidence = [entry for entry in issue.evidence if entry["sha256"] not in added]
    finding.state, finding.reason, finding.note = "pending", "", ""
    finding.decided_by_id, finding.decided_at, finding.issue_id = None, None, None
    finding.withheld = finding.withheld and bool(made.payload.get("withheld_before", True))
    session.flush()
