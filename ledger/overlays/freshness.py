"""The overlay of data freshness: how old the latest reading is, in the station's own period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.models import Reading, Station
from ledger.overlays.status import Level, Reason, Status
from ledger.readings_import import BEIJING

AIR_LIMITS_H = (2.0, 6.0, 24.0)
"""Up to this age ok, att, warn; older is alarm."""
WATER_LIMITS = (1, 2, 5)
"""Up to so many missed results ok, att, warn; more is alarm."""
_LEVELS: tuple[Level, ...] = ("ok", "att", "warn", "alarm")


def statuses(session: Session, station_ids: Collection[int], at: datetime) -> dict[int, Status]:
    """Return the freshness of each station at a moment; later readings do not count."""
    # One index seek a station: a grouped maximum would walk through every reading.
    latest = (
        select(func.max(Reading.observed_at))
        .where(Reading.station_id == Station.id, Reading.observed_at <= at)
        .correlate(Station)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Station.id, Station.kind, Station.period_min, Station.suspended, latest).where(
            Station.id.in_(station_ids)
        )
    )
    return {
        id_: _status(kind=kind, period_min=period_min, suspended=suspended, last=last, at=at)
        for id_, kind, period_min, suspended, last in rows
    }


def _status(
    *, kind: str, period_min: int, suspended: bool, last: datetime | None, at: datetime
) -> Status:
    if suspended:
        reason = Reason(level="none", code="overlay.freshness.suspended")
    elif last is None:
        reason = Reason(level="none", code="overlay.freshness.never")
    elif kind == "water":
        reason = _water(last, at, period_min)
    else:
        reason = _air(last, at)
    return Status(level=reason.level, reasons=(reason,))


def _air(last: datetime, at: datetime) -> Reason:
    age_h = (at - last).total_seconds() / 3600
    level = _LEVELS[sum(age_h > limit for limit in AIR_LIMITS_H)]
    return Reason(
        level=level,
        code="overlay.freshness.age",
        params={"last": _hour(last), "age_h": round(age_h, 1), "limit_h": f"{AIR_LIMITS_H[0]:g}"},
        since=last,
    )


def _water(last: datetime, at: datetime, period_min: int) -> Reason:
    misses = int((at - last).total_seconds() // (period_min * 60))
    level = _LEVELS[sum(misses > limit for limit in WATER_LIMITS)]
    return Reason(
        level=level,
        code="overlay.freshness.misses",
        params={
            "last": _hour(last),
            "misses": misses,
            "period_h": f"{period_min / 60:g}",
            "limit": WATER_LIMITS[0],
        },
        since=last,
    )


def _hour(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
