"""Deadlines as the issue type says: days, unit, and the date where it can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from ledger.catalog import IssueType
from ledger.models import Issue

CITY_TIME = timezone(timedelta(hours=8))
"""Dates in the ledger are China Standard Time's."""


@dataclass(frozen=True)
class Deadline:
    """How long, in which unit, and until when (None: working days without a calendar)."""

    days: int
    unit: str
    on: date | None


def deadline_for(kind: IssueType, issued_at: datetime) -> Deadline:
    """Return the deadline of an issue made at ``issued_at``; the next day is day one.

    A deadline in working days keeps its days and unit, but no date is guessed: the working-day
    calendar is data that nobody has imported (``issue.working_days_unknown``).
    """
    on = None
    if kind.deadline_unit == "calendar":
        on = local_date(issued_at) + timedelta(days=kind.deadline_days)
    return Deadline(days=kind.deadline_days, unit=kind.deadline_unit, on=on)


def local_date(moment: datetime) -> date:
    """Return the date that a moment has in the city."""
    return moment.astimezone(CITY_TIME).date()


def days_left(issue: Issue, at: datetime) -> int | None:
    """Return the days until the deadline (negative: overdue); None when closed or undated."""
    if issue.state == "closed" or issue.deadline_on is None:
        return None
    return (issue.deadline_on - local_date(at)).days
