"""The deadline of an issue as JSON: since when it counts, what is used, and its days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from geo.errors import Refused
from ledger.deadlines import local_date
from ledger.models import Issue
from ledger.timing import Calendar, days_between, left
from webapp.serial.moments import day

ORDERS = ("assign", "order_fix")
"""Steps that hand an issue to the responsible party: the clock begins the day after."""
MOST_WEEKS = 9
"""Longer deadlines are shown as a bar."""
_DAY = timedelta(days=1)


def clock_json(issue: Issue, at: datetime, calendar: Calendar) -> dict[str, Any]:
    """Return how the deadline counts; the days in its own unit, pauses taken out."""
    begun, ordered = _begun(issue)
    total = _total(issue, begun, calendar)
    remaining = left(issue, at, calendar)
    used = None
    if total is not None and remaining is not None and remaining.unit == issue.deadline_unit:
        used = total - remaining.days
    return {
        "begun_on": day(begun),
        "ordered": ordered,
        "total": total,
        "used": used,
        "today": day(local_date(at)),
        "days": _days(issue, begun, local_date(at), calendar),
    }


def _begun(issue: Issue) -> tuple[date, bool]:
    """Return the day of the newest order, or of the confirmation; and whether it was an order."""
    orders = [event.at for event in issue.events if event.action in ORDERS]
    return local_date(orders[-1] if orders else issue.found_at), bool(orders)


def _total(issue: Issue, begun: date, calendar: Calendar) -> int | None:
    """Return the days that are given, those of ended pauses taken out; None: not known."""
    unit, end = issue.deadline_unit, issue.deadline_on
    if end is None:
        return None
    spans = [(p.start_on, p.end_on) for p in issue.pauses if p.end_on and p.start_on >= begun]
    try:
        stood = [days_between(start, stop, unit, calendar) for start, stop in spans if stop]
        return days_between(begun, end, unit, calendar) - sum(stood)
    except Refused:
        return None


def _days(issue: Issue, begun: date, today: date, calendar: Calendar) -> list[dict[str, Any]]:
    """Return whole weeks from the order to the deadline; none where they are too many."""
    end = issue.deadline_on
    if end is None:
        return []
    last = max(end, today) if issue.closed_at is None else end
    first = min(begun, end)
    first -= first.weekday() * _DAY
    weeks = (last - first).days // 7 + 1
    if weeks > MOST_WEEKS:
        return []
    return [_day(issue, first + n * _DAY, calendar) for n in range(weeks * 7)]


def _day(issue: Issue, on: date, calendar: Calendar) -> dict[str, Any]:
    paused = any(p.start_on < on and (p.end_on is None or on <= p.end_on) for p in issue.pauses)
    worked = _worked(on, calendar)
    counts = issue.deadline_unit == "calendar" or worked is True
    swapped = worked is not None and worked != (on.weekday() < 5)
    return {
        "on": day(on),
        "counts": counts and not paused,
        "paused": paused,
        "worked": worked,
        "swapped": swapped,
    }


def _worked(on: date, calendar: Calendar) -> bool | None:
    try:
        return calendar.is_working(on)
    except Refused:
        return None
