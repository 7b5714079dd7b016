"""Taking a decision back within ten seconds, before anything was built on it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden
from ledger import chain
from ledger.models import Finding, Issue, IssueEvent, User
from ledger.models.base import now as real_now
from ledger.sensitive import is_sensitive

UNDO_WITHIN = timedelta(seconds=10)


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
    made = _last_decision(session, finding)
    if made is None or finding.state not in {"accepted", "rejected", "merged", "refly"}:
        raise Conflict("finding.not_decided")
    if made.actor_id != actor.id or not actor.active:
        raise Forbidden("finding.undo_other", name=made.actor_name)
    if real_now() - made.recorded_at > UNDO_WITHIN:
        raise Conflict("finding.undo_late", seconds=int(UNDO_WITHIN.total_seconds()))
    issue = _unbuilt(session, finding, made)
    was = finding.state
    _reset(session, finding, made, issue)
    chain.append(
        session,
        actor=actor,
        action="undo",
        issue=issue,
        finding=finding,
        from_state=issue.state if issue else was,
        to_state=issue.state if issue and was == "merged" else "lead",
        payload={"undone": made.action, "position": made.position},
    )
    if issue is not None and was == "accepted":
        session.delete(issue)
        session.flush()


def _last_decision(session: Session, finding: Finding) -> IssueEvent | None:
    query = select(IssueEvent).where(IssueEvent.finding_id == finding.id)
    return session.scalar(query.order_by(IssueEvent.position.desc()).limit(1))


def _unbuilt(session: Session, finding: Finding, made: IssueEvent) -> Issue | None:
    """Return the decision's issue if nothing has happened to it since."""
    if finding.issue_id is None:
        return None
    issue = session.get(Issue, finding.issue_id, with_for_update=True, populate_existing=True)
    newest = session.scalar(
        select(IssueEvent.position)
        .where(IssueEvent.issue_id == finding.issue_id)
        .order_by(IssueEvent.position.desc())
        .limit(1)
    )
    if newest != made.position:
        raise Conflict("finding.undo_followed")
    return issue


def _reset(session: Session, finding: Finding, made: IssueEvent, issue: Issue | None) -> None:
    if issue is not None and made.action == "merge":
        added = set(made.payload.get("added", ()))
        issue.evidence = [entry for entry in issue.evidence if entry["sha256"] not in added]
    finding.state, finding.reason, finding.note = "pending", "", ""
    finding.decided_by_id, finding.decided_at, finding.issue_id = None, None, None
    codes = [finding.code, (finding.proposal or {}).get("code", "")]
    finding.withheld = any(is_sensitive(code) for code in codes)
    session.flush()
