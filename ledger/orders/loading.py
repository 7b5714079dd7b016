"""Orders from the database as the checks see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models import OrderPhoto, Station, WorkOrder
from ledger.orders.checks_cycles import Watched
from ledger.orders.facts import Fact
from ledger.orders.months import begin_of, first_day
from ledger.orders.rules import rules

_PLAIN = (
    *("id", "number", "company_id", "station_id", "kind", "planned_at", "due_at", "started_at"),
    *("finished_at", "closed_at", "person", "text", "instrument", "consumable"),
    "consumable_age_days",
)
_COLUMNS = [getattr(WorkOrder, name) for name in _PLAIN]


def of_month(session: Session, month: str, company_ids: Sequence[int]) -> list[Fact]:
    """Return the orders of a month."""
    return _facts(session, WorkOrder.month == month, company_ids)


def before_month(session: Session, month: str, company_ids: Sequence[int]) -> list[Fact]:
    """Return the orders before a month, as far back as any rule looks."""
    begin = begin_of(first_day(month))
    days = max(rule.values.get("lookback", 0) for rule in rules())
    return _facts(session, _between(begin - timedelta(days=days), begin), company_ids)


def _between(start: datetime, end: datetime) -> Any:
    return (WorkOrder.planned_at >= start) & (WorkOrder.planned_at < end)


def _facts(session: Session, which: Any, company_ids: Sequence[int]) -> list[Fact]:
    chosen = [which, WorkOrder.company_id.in_(company_ids)]
    photos = _photos(session, chosen)
    places = {
        row.id: row for row in session.execute(select(Station.id, Station.kind, Station.anchor))
    }
    facts = []
    query = select(*_COLUMNS).where(*chosen).order_by(WorkOrder.id)
    for row in session.execute(query).mappings():
        place = places[row["station_id"]]
        looks = photos.get(row["id"], [])
        facts.append(
            Fact(
                **row,
                station_kind=place.kind,
                lonlat=(place.anchor.x, place.anchor.y),
                looks=tuple(look for look in looks if look),
                photos_named=len(looks),
            )
        )
    return facts


def _photos(session: Session, chosen: Iterable[Any]) -> dict[int, list[str]]:
    """Return order -> the hashes of its photos, empty for one that did not come."""
    looks: dict[int, list[str]] = defaultdict(list)
    query = select(OrderPhoto.order_id, OrderPhoto.look_hash).join(WorkOrder)
    for order_id, look in session.execute(query.where(*chosen).order_by(OrderPhoto.id)):
        looks[order_id].append(look)
    return looks


def watched(session: Session, company_ids: Sequence[int]) -> list[Watched]:
    """Return the stations whose visits are due: run by these companies and not suspended."""
    query = select(Station.id, Station.code, Station.kind, Station.company_id).where(
        Station.company_id.in_(company_ids), ~Station.suspended
    )
    return [
        Watched(station_id=i, code=code, kind=kind, company_id=company)
        for i, code, kind, company in session.execute(query.order_by(Station.code))
        if company is not None
    ]
