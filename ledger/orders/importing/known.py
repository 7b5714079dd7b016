"""What the ledger holds of a file's orders and stations, and what a row would alter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ledger import chain
from ledger.models import Organisation, Station, WorkOrder

FIELDS = (
    *("number", "kind", "planned_at", "due_at", "started_at", "finished_at", "closed_at"),
    *("person", "text", "instrument", "consumable", "consumable_age_days", "parameters", "month"),
)
BATCH = 5_000
"""Numbers in one question; databases bound how many values a statement may hold."""
_TEXTS = ("person", "text", "instrument", "consumable", "parameters")


def orders_by_number(
    session: Session, company: Organisation, numbers: Iterable[str]
) -> dict[str, WorkOrder]:
    """Return the orders of a company that a file names, with their photos."""
    found: dict[str, WorkOrder] = {}
    for some in batched(dict.fromkeys(numbers), BATCH):
        query = select(WorkOrder).where(
            WorkOrder.company_id == company.id, WorkOrder.number.in_(some)
        )
        query = query.options(selectinload(WorkOrder.photos))
        query = query.execution_options(populate_existing=True)
        found |= {order.number: order for order in session.scalars(query)}
    return found


def stations_by_name(session: Session) -> dict[str, Station]:
    """Return the stations by code, and by name where only one has it."""
    stations = session.scalars(select(Station)).all()
    pairs = [(n.casefold(), s) for s in stations for n in {s.name_zh, s.name_en} if n]
    often = Counter(name for name, _ in pairs)
    named = {name: station for name, station in pairs if often[name] == 1}
    return named | {station.code.casefold(): station for station in stations}


def differences(known: WorkOrder, found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a row would alter."""
    if known.digest == digest_of(found):
        return ()
    fields = [
        name for name in (*FIELDS, "station_id") if getattr(known, name) != value(found, name)
    ]
    photos = [photo.name for photo in known.photos]
    return (*fields, *(("photos",) if photos != found.get("photos", []) else ()))


def value(found: Mapping[str, Any], name: str) -> Any:
    """Return what a row says of a field; a text that it does not say is empty."""
    return found.get(name, "" if name in _TEXTS else None)


def digest_of(found: Mapping[str, Any]) -> str:
    """Return the digest of a row's values."""
    fields = (*FIELDS, "station_id", "photos")
    return chain.digest([_plain(value(found, name)) for name in fields])


def _plain(item: Any) -> Any:
    return item.isoformat() if isinstance(item, datetime) else item
