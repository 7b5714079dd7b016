"""A station's readings: how complete each day was, and the newest values."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.deadlines import CITY_TIME
from ledger.models import Reading, Station
from ledger.parameters import PARAMETERS
from webapp.serial.moments import moment

DAYS = 14
MINUTES_A_DAY = 24 * 60


def readings_json(session: Session, station: Station, at: datetime) -> dict[str, Any]:
    """Return the last days' completeness and the newest value of each parameter."""
    return {"days": _days(session, station, at), "latest": _latest(session, station, at)}


def _days(session: Session, station: Station, at: datetime) -> list[dict[str, Any]]:
    """Return received and due periods a day (Beijing time), today's only as far as it has come."""
    today = at.astimezone(CITY_TIME).date()
    first = datetime.combine(today - timedelta(days=DAYS - 1), time.min, CITY_TIME)
    step = timedelta(minutes=station.period_min)
    stamps = session.scalars(
        select(Reading.observed_at)
        .where(
            Reading.station_id == station.id,
            Reading.observed_at > first,
            Reading.observed_at <= at,
        )
        .distinct()
    )
    received: dict[Any, int] = {}
    for stamp in stamps:
        # A stamp is the end of its period: 00:00 closes the day before.
        day = (stamp - timedelta(seconds=1)).astimezone(CITY_TIME).date()
        received[day] = received.get(day, 0) + 1
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    return [
        {"date": d.isoformat(), "received": received.get(d, 0), "expected": _due(d, at, step)}
        for d in days
    ]


def _due(day: Any, at: datetime, step: timedelta) -> int:
    begins = datetime.combine(day, time.min, CITY_TIME)
    ends = min(at, begins + timedelta(days=1))
    return max(0, (ends - begins) // step)


def _latest(session: Session, station: Station, at: datetime) -> list[dict[str, Any]]:
    newest = (
        select(Reading.parameter, func.max(Reading.observed_at).label("observed_at"))
        .where(Reading.station_id == station.id, Reading.observed_at <= at)
        .group_by(Reading.parameter)
        .subquery()
    )
    query = (
        select(Reading)
        .join(
            newest,
            (newest.c.parameter == Reading.parameter)
            & (newest.c.observed_at == Reading.observed_at),
        )
        .where(Reading.station_id == station.id)
        .order_by(Reading.parameter)
    )
    return [
        {
            "parameter": row.parameter,
            "value": row.value,
            "unit": _unit(row.parameter),
            "observed_at": moment(row.observed_at),
        }
        for row in session.scalars(query)
    ]


def _unit(parameter: str) -> str:
    known = PARAMETERS.get(parameter)
    return known.unit if known else ""
