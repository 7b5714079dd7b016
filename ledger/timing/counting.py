"""Counting days in the unit of a deadline: calendar days or working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from geo.errors import Refused
from ledger.catalog import IssueType
from ledger.deadlines import Deadline, local_date
from ledger.timing.calendar import Calendar

UNITS = ("calendar", "working")
MAX_DAYS = 3660
_DAY = timedelta(days=1)


def due_on(issued_on: date, days: int, unit: str, calendar: Calendar) -> date:
    """Return the last day of a deadline; the day after the issue is day one.

    Parameters
    ----------
    days : int
        Zero: the day of the issue itself.

    Raises
    ------
    Refused
        ``calendar.unknown_year``; ``calendar.too_long``: more than ten years.
    """
    if not 0 <= days <= MAX_DAYS:
        raise Refused("calendar.too_long", days=days, limit=MAX_DAYS)
    if unit == "calendar":
        return issued_on + days * _DAY
    day, counted = issued_on, 0
    while counted < days:
        day += _DAY
        counted += calendar.is_working(day)
    return day


def days_between(start: date, end: date, unit: str, calendar: Calendar) -> int:
    """Return the days after ``start`` up to and with ``end``; negative the other way round.

    Raises
    ------
    Refused
        ``calendar.unknown_year``, in working days.
    """
    if unit == "calendar":
        return (end - start).days
    if end < start:
        return -days_between(end, start, unit, calendar)
    span = range(1, (end - start).days + 1)
    return sum(calendar.is_working(start + n * _DAY) for n in span)


def deadline_for(kind: IssueType, issued_at: datetime, calendar: Calendar) -> Deadline:
    """Return the deadline of a type of issue; without a date where the year is unknown."""
    days, unit = kind.deadline_days, kind.deadline_unit
    try:
        return Deadline(days, unit, due_on(local_date(issued_at), days, unit, calendar))
    except Refused:
        return Deadline(days, unit, None)
