"""Everything around a set of stations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import access, overlays
from ledger.models import District, Finding, Issue, Reading, Station, StationChange, User
from ledger.models.issues import ENDED
from webapp.serial.stations import Around


def around(session: Session, stations: Sequence[Station], actor: User, at: datetime) -> Around:
    """Read statuses, counts and districts of ``stations`` as far as ``actor`` may see them."""
    ids = [station.id for station in stations]
    return Around(
        statuses=overlays.statuses(session, stations, at, actor=actor),
        open_issues=_counts(session, actor, Issue, Issue.state.not_in(ENDED)),
        pending_findings=_counts(session, actor, Finding, Finding.state == "pending"),
        last_reading_at=_last_readings(session, ids, at)
        if access.can(actor, "reading.view")
        else {},
        districts={row.code: row for row in session.scalars(select(District))},
    )


def changes(session: Session, station: Station) -> Sequence[tuple[StationChange, str | None]]:
    """Return the station's latest changes with the names of who made them."""
    query = (
        select(StationChange, User.name)
        .outerjoin(User, User.id == StationChange.actor_id)
        .where(StationChange.station_id == station.id)
        .order_by(StationChange.changed_at.desc(), StationChange.id.desc())
        .limit(50)
    )
    return [(change, name) for change, name in session.execute(query)]


def _counts(session: Session, actor: User, model: Any, condition: Any) -> dict[int, int]:
    query = (
        select(model.station_id, func.count())
        .where(condition, access.visible(actor, model))
        .group_by(model.station_id)
    )
    return dict(session.execute(query).all())


def _last_readings(session: Session, ids: list[int], at: datetime) -> dict[int, datetime]:
    """Return each station's newest reading not after ``at``, by one index look-up a station."""
    newest = (
        select(func.max(Reading.observed_at))
        .where(Reading.station_id == Station.id, Reading.observed_at <= at)
        .scalar_subquery()
    )
    rows = session.execute(select(Station.id, newest).where(Station.id.in_(ids)))
    return {station_id: when for station_id, when in rows if when is not None}
