"""The rungs of the ladder: which are due for an issue on a day, each once a deadline."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import catalog
from ledger.catalog import Rung
from ledger.models import Issue, IssueRung
from ledger.models.issues import RUNNING
from ledger.timing import Calendar, calendar, days_between


def due_rungs(session: Session, issue: Issue, today: date) -> list[Rung]:
    """Return the rungs that an issue has reached and not been told yet, earliest first.

    A reminder whose time has gone by is not made up for; what comes after the deadline is.
    """
    if issue.deadline_on is None or issue.paused_on is not None or issue.state not in RUNNING:
        return []
    done = session.scalars(
        select(IssueRung.step).where(
            IssueRung.issue_id == issue.id, IssueRung.deadline_on == issue.deadline_on
        )
    ).all()
    waiting = [rung for rung in catalog.ladder() if rung.step not in done]
    return [rung for rung in waiting if _reached(session, rung, issue.deadline_on, today)]


def rung_is_due(session: Session, issue: Issue, step: str, today: date) -> bool:
    """Return whether one rung is due."""
    return step in {rung.step for rung in due_rungs(session, issue, today)}


def _reached(session: Session, rung: Rung, deadline_on: date, today: date) -> bool:
    office = calendar(session) if rung.unit == "working" else Calendar()
    late = days_between(deadline_on, today, rung.unit, office)
    return late >= rung.days and (rung.days > 0 or late <= 0)
