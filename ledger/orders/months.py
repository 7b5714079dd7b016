"""Months as the city counts them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from geo.errors import Refused
from ledger.deadlines import CITY_TIME
from ledger.orders import messages as _messages  # noqa: F401  (registers the texts of order.*)

_MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])", re.ASCII)


def first_day(month: str) -> date:
    """Return the first day of a month written as 2026-06.

    Raises
    ------
    Refused
        ``order.bad_month``.
    """
    if not _MONTH.fullmatch(month):
        raise Refused("order.bad_month", value=month[:16])
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """Return the last day of a month."""
    return (first_day(month) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def begin_of(day: date) -> datetime:
    """Return midnight at the begin of a day in the city, aware."""
    return datetime.combine(day, time(), tzinfo=CITY_TIME)
