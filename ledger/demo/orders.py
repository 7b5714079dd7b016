"""The demo's month of work orders: made up for every station, with a few faults to find."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import orders
from ledger.deadlines import local_date
from ledger.models import OrderPhoto, Station, WorkOrder
from ledger.orders.months import begin_of

_DONE = (
    *("采样管路和切割头清洁，走纸正常，", "更换滤膜，检查空调和稳压电源，", "零点跨度核查合格，"),
    *("取水口清理水草，沉淀池排泥，", "试剂液位正常，管路除藻，", "数采仪时间已核对，"),
)
_FAULTS: Mapping[int, str] = {
    3: "short_stay",
    11: "closed_late",
    17: "consumable_age",
    29: "outside_day",
    37: "closed_late",
    47: "photo_reused",
    53: "copied_text",
}
"""Number of an order among all -> what is wrong with it."""


def load(session: Session, now: datetime) -> int:
    """Write the month before ``now`` (its own when it is nearly over) and check it by rule."""
    today = local_date(now)
    last = today if today.day >= 28 else today.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    query = select(Station).where(Station.company_id.is_not(None), ~Station.suspended)
    stations = session.scalars(query.order_by(Station.code)).all()
    rows: list[WorkOrder] = []
    for station in stations:
        for day in _days(station, first, last):
            rows.append(_order(station, day, len(rows), rows))
    session.add_all(rows)
    session.flush()
    if rows:
        orders.check(session, f"{first:%Y-%m}", actor=None)
    return len(rows)


def _days(station: Station, first: date, last: date) -> Iterator[date]:
    """Yield the days of a station's weekly visits."""
    day = first + timedelta(days=station.id % 6)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _order(station: Station, day: date, n: int, before: list[WorkOrder]) -> WorkOrder:
    at = begin_of(day) + timedelta(hours=8 + station.id % 8, minutes=10 * (station.id % 6))
    words = _digits(station.code, day)
    values: dict[str, Any] = {
        "kind": "weekly_visit",
        "planned_at": at,
        "due_at": begin_of(day) + timedelta(hours=23),
        "started_at": at + timedelta(minutes=n % 7),
        "finished_at": at + timedelta(minutes=60 + n % 45),
        "closed_at": at + timedelta(minutes=150 + n % 45),
        "person": f"运维员{station.id:03d}",
        "text": _text(station, n, words),
        "consumable": "PM2.5 滤膜" if station.kind == "air" else "氨氮试剂",
        "consumable_age_days": 7.0,
    }
    look = words[:16]
    fault = _FAULTS.get(n, "")
    other = _other(station, before) if fault in {"photo_reused", "copied_text"} else None
    if other is not None and fault == "photo_reused":
        look = other.photos[0].look_hash
    elif other is not None:
        values["text"] = other.text
    values |= _fault(fault, values)
    return WorkOrder(
        number=f"GD{day:%Y%m%d}{n:04d}",
        company_id=station.company_id,
        station_id=station.id,
        month=f"{local_date(values['planned_at']):%Y-%m}",
        digest=_digits(n, words),
        photos=[OrderPhoto(name=f"{words[:8]}.jpg", state="stored", look_hash=look)],
        **values,
    )


def _other(station: Station, before: list[WorkOrder]) -> WorkOrder | None:
    """Return the first order of the same company at another station."""
    mine = (order for order in before if order.company_id == station.company_id)
    return next((order for order in mine if order.station_id != station.id), None)


def _fault(fault: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a fault changes."""
    if fault == "short_stay":
        return {"finished_at": values["started_at"] + timedelta(minutes=9)}
    if fault == "closed_late":
        return {"closed_at": values["due_at"] + timedelta(hours=31)}
    if fault == "consumable_age":
        return {"consumable_age_days": 41.0}
    if fault == "outside_day":
        early = -1 if local_date(values["planned_at"]).day > 1 else 1
        return {"planned_at": values["planned_at"] + timedelta(days=early)}
    return {}


def _text(station: Station, n: int, words: str) -> str:
    what = _DONE[(n + station.id) % 3 + (3 if station.kind == "water" else 0)]
    return f"{what}站房 {20 + n % 9}.{n % 10} ℃，湿度 {40 + n % 33}%，记录号 {words[:20]}"


def _digits(*seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()
