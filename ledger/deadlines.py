"""Deadlines as the issue type says: days, unit, and the date where it can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

CITY_TIME = timezone(timedelta(hours=8))
"""Dates in the ledger are China Standard Time's."""


@dataclass(frozen=True)
class Deadline:
    """How long, in which unit, and until when (None: the year's calendar is unknown)."""

    days: int
    unit: str
    on: date | None


def local_date(moment: datetime) -> date:
    """Return the date that a moment has in the city."""
    return moment.astimezone(CITY_TIME).date()
