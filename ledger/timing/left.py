"""What is left of a deadline, with its unit; pauses and waiting for others are counted out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_

from geo.errors import Refused
from ledger.deadlines import local_date
from ledger.models import Issue
from ledger.models.issues import RUNNING, TIMED, UNSTARTED, WAITING
from ledger.timing.calendar import Calendar
from ledger.timing.counting import days_between


@dataclass(frozen=True)
class Left:
    """Days until the deadline (negative: since), and their unit, which is always printed."""

    days: int
    unit: str
    """calendar or working; calendar too where the office calendar of a year is unknown."""
    overdue: bool


def left(issue: Issue, at: datetime, calendar: Calendar) -> Left | None:
    """Return what is left of an issue's deadline; None: it has none, or nothing is due any more.

    The clock stands since a pause began, and since the rectification was reported: a
    verification that takes long does not make it late.
    """
    if issue.state not in TIMED or issue.deadline_on is None:
        return None
    if issue.state in WAITING and issue.rectified_on is None:
        return None
    day = standing_on(issue) or local_date(at)
    unit = issue.deadline_unit
    try:
        days = days_between(day, issue.deadline_on, unit, calendar)
    except Refused:
        unit, days = "calendar", (issue.deadline_on - day).days
    return Left(days, unit, day > issue.deadline_on)


def standing_on(issue: Issue) -> date | None:
    """Return the day at which an issue's clock stands; None: it runs."""
    if issue.state in WAITING:
        return issue.rectified_on
    return issue.paused_on


def is_overdue(today: date) -> ColumnElement[bool]:
    """Return :attr:`Left.overdue` as a condition on ``Issue``."""
    running = and_(Issue.state.in_((*UNSTARTED, *RUNNING)), Issue.paused_on.is_(None))
    waiting = and_(Issue.state.in_(WAITING), Issue.rectified_on.is_not(None))
    return or_(
        and_(running, Issue.deadline_on < today),
        and_(waiting, Issue.rectified_on > Issue.deadline_on),
    )
