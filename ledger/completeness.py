"""How complete a station's readings are: what came and what was due, day by day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.deadlines import CITY_TIME, local_date
from ledger.models import Reading, Station, StationChange

DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One day, Beijing time: periods with a reading, and periods that were due."""

    date: date
    received: int
    expected: int


def days(session: Session, station: Station, at: datetime, *, count: int = DAYS) -> list[Day]:
    """Return the last days up to a moment, oldest first; today only as far as it has come.

    Every day stands in the list: one without data has ``received`` 0, it is not left out. While a
    station is suspended by approval nothing is due.
    """
    today = local_date(at)
    dates = [today - timedelta(days=n) for n in reversed(range(count))]
    received = _received(session, station, _midnight(dates[0]), at)
    idle_from = _idle_from(session, station)
    return [
        Day(
            day,
            received[day],
            0 if idle_from is not None and day >= idle_from else _due(day, at, station.period_min),
        )
        for day in dates
    ]


def _received(
    session: Session, station: Station, after: datetime, until: datetime
) -> Counter[date]:
    stamps = session.scalars(
        select(Reading.observed_at)
        .where(
            Reading.station_id == station.id,
            Reading.observed_at > after,
            Reading.observed_at <= until,
        )
        .distinct()
    )
    # A stamp is the end of its period: 00:00 closes the day before.
    return Counter(local_date(stamp - timedelta(seconds=1)) for stamp in stamps)


def _idle_from(session: Session, station: Station) -> date | None:
    """Return since when a station is suspended (None: it is not); undated means all along."""
    if not station.suspended:
        return None
    change = session.scalar(
        select(StationChange)
        .where(StationChange.station_id == station.id, StationChange.field == "suspended")
        .order_by(StationChange.changed_at.desc(), StationChange.id.desc())
        .limit(1)
    )
    return change.effective_on or date.min if change else date.min


def _due(day: date, at: datetime, period_min: int) -> int:
    begins = _midnight(day)
    return max(0, (min(at, begins + _DAY) - begins) // timedelta(minutes=period_min))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CITY_TIME)
