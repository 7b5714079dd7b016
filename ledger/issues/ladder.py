"""The daily round over all issues: the ladder of their deadlines, and look-backs that are due."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from geo.errors import XunzhanError
from ledger import catalog, clock, leads
from ledger.db import reading, transaction
from ledger.deadlines import local_date
from ledger.issues import hooks
from ledger.issues.lookback import lookbacks
from ledger.issues.rungs import due_rungs
from ledger.issues.taking import take
from ledger.models import Issue, IssueEvent
from ledger.models.issues import RUNNING

OVERDUE = "RCT-02"
"""A rectification that is overdue: a lead of its own, which a person confirms or not."""


@hooks.after("interview")
def submit_overdue(session: Session, issue: Issue, _event: IssueEvent) -> None:
    """Submit the lead about a company's delay; the local government's duty costs it nothing."""
    if issue.responsible_kind != "om_company" or issue.deadline_on is None:
        return
    leads.submit(
        session,
        station=issue.station,
        code=OVERDUE,
        source="audit",
        subject=f"issue:{issue.number}:{issue.deadline_on.isoformat()}",
        note=f"问题 {issue.number} 限期 {issue.deadline_on.isoformat()}，逾期未整改",
        detail={"company_id": issue.responsible_org_id},
    )


def daily(engine: Engine) -> int:
    """Go round once, each issue in a transaction of its own; return how many events were written.

    Going round twice, or twice at once, writes nothing twice: a rung is a row with a unique key,
    and an issue that is looked back at is no longer closed.
    """
    with reading(engine) as session:
        late, chosen = waiting(session), lookbacks(session)
    done = 0
    for issue_id in late:
        with transaction(engine) as session:
            done += len(climb(session, issue_id))
    for issue_id in chosen:
        with transaction(engine) as session:
            done += len(_stepped(session, issue_id, "look_back"))
    return done


def waiting(session: Session) -> list[int]:
    """Return the ids of the issues that have reached a rung of the ladder."""
    today = local_date(clock.now(session))
    first = min(rung.days for rung in catalog.ladder())
    near = select(Issue).where(
        Issue.state.in_(RUNNING),
        Issue.paused_on.is_(None),
        Issue.deadline_on <= today - timedelta(days=first),
    )
    rows = session.scalars(near.order_by(Issue.deadline_on, Issue.id))
    return [issue.id for issue in rows if due_rungs(session, issue, today)]


def climb(session: Session, issue_id: int) -> list[IssueEvent]:
    """Take the rungs that one issue has reached, earliest first; each an event of the system."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return []
    today = local_date(clock.now(session))
    steps = [rung.step for rung in due_rungs(session, issue, today)]
    return [event for step in steps for event in _stepped(session, issue_id, step)]


def _stepped(session: Session, issue_id: int, step: str) -> list[IssueEvent]:
    """Take one step of the system; nothing when somebody else was first."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return []
    try:
        with session.begin_nested():
            return [take(session, issue, step, actor=None, version=issue.version)]
    except XunzhanError:
        return []
