"""Numbers that people read: a kind, a place, a year and a count without a gap."""

from __future__ import annotations

from sqlalchemy.orm import Session

import settings
from ledger import counters
from ledger.models import Station

UNKNOWN_PLACE = "000000"


def numbered(session: Session, kind: str, place: str | None, year: int) -> str:
    """Return the next number of a kind at a place in a year, e.g. ``WT-330402-2026-00001``."""
    prefix = f"{kind}-{place or UNKNOWN_PLACE}-{year}"
    return f"{prefix}-{counters.following(session, prefix):05d}"


def numbered_at(session: Session, kind: str, station: Station, year: int) -> str:
    """Return the next number of a kind at a station: of the district that it counts for."""
    place = station.counts_for_code or station.stands_in_code or settings.get().city_code
    return numbered(session, kind, place, year)
