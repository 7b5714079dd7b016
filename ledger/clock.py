"""The one clock of pages and deadlines: real time, or the demo's."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

import settings
from ledger.models import Meta
from ledger.models.base import now as real_now

DEMO = "demo"
"""The key of the Meta row that says which demo is loaded and when its data ends."""


def now(session: Session) -> datetime:
    """Return the moment that pages, findings and overlays take as now (aware, UTC).

    ``XUNZHAN_DEMO_NOW`` wins, then the loaded demo's last hour, then real time. Leases and
    sessions never ask this clock.
    """
    if (fixed := settings.get().demo_now) is not None:
        return fixed
    demo = session.get(Meta, DEMO)
    if demo is not None and demo.value.get("now"):
        return datetime.fromisoformat(demo.value["now"]).astimezone(UTC)
    return real_now()
