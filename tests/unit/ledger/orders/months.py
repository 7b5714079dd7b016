"""A generated month of orders without a fault, and faults to plant into it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from ledger.deadlines import CITY_TIME
from ledger.orders.facts import Fact

FIRST = datetime(2026, 6, 1, 9, tzinfo=CITY_TIME)


def digits(*seed: object) -> str:
    return hashlib.sha256(repr(seed).encode()).hexdigest()


def visit(station: int, week: int, **fields) -> Fact:
    """A faultless weekly visit: one person a station, an hour, a photo and words of its own."""
    at = FIRST + timedelta(days=7 * week)
    n = station * 10 + week
    words = digits(n)
    return Fact(
        **{
            "id": n,
            "number": f"GD{n:06d}",
            "company_id": 1,
            "station_id": station,
            "station_kind": "air",
            "lonlat": (120.0 + station % 20 * 0.05, 30.0 + station // 20 * 0.05),
            "kind": "weekly_visit",
            "planned_at": at,
            "due_at": at + timedelta(hours=8),
            "started_at": at,
            "finished_at": at + timedelta(hours=1),
            "closed_at": at + timedelta(hours=2),
            "person": f"运维员{station}",
            "text": f"巡检记录 {words}",
            "looks": (words[:16],),
            "photos_named": 1,
        }
        | fields
    )
