"""A station's readings: how complete each day was, and the newest values."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import completeness
from ledger.models import Reading, Station
from ledger.parameters import PARAMETERS
from webapp.serial.moments import moment


def readings_json(session: Session, station: Station, at: datetime) -> dict[str, Any]:
    """Return the last days' completeness and the newest value of each parameter."""
    days = completeness.days(session, station, at)
    return {
        "days": [asdict(day) | {"date": day.date.isoformat()} for day in days],
        "latest": _latest(session, station, at),
    }


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
