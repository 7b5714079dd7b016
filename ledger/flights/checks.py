"""What is open or wrong with a flight: its record, its height, and which frames that touches.

By the rules light and small drones fly up to 120 m true height in suitable airspace without
asking; above that, or in controlled airspace, somebody must have approved it (domain rules, §8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ledger.flights.logs import height_of
from ledger.flights.photos import locked, mark
from ledger.models import Flight
from ledger.models.flights import APPROVAL_MISSING

PERMITTED_HEIGHT_M = 120.0
"""True height in suitable airspace without an application."""
WINDY_M_S = 10.0
NEEDED = ("licence", "aircraft", "registration")
TOO_HIGH = "flight.above_permitted_height"
FRAME_TOO_HIGH = "photo.above_permitted_height"


def pilot_of(flight: Flight) -> str:
    """Return who flew: as the record says, else the account if it is a pilot's, else nobody."""
    said = flight.record.get("pilot")
    if said or flight.pilot is None:
        return str(said or "")
    return flight.pilot.name if any(g.role == "pilot" for g in flight.pilot.grants) else ""


def permitted_height_m(record: Mapping[str, Any]) -> float:
    """Return the height a flight was allowed; more than 120 m needs the approval's number."""
    stated = record.get("permitted_height_m")
    if stated is None:
        return PERMITTED_HEIGHT_M
    return float(stated) if record.get("approval_number") else min(stated, PERMITTED_HEIGHT_M)


def recheck(session: Session, flight: Flight) -> list[str]:
    """Bring a flight's checks and its frames' height flags up to date; return the checks.

    A frame of unknown height in a flight that went too high is flagged too: nothing says that
    it was taken below.
    """
    limit = permitted_height_m(flight.record)
    too_high = flight.max_height_m is not None and flight.max_height_m > limit
    session.flush()
    for photo in locked(session, flight):
        height = height_of(photo)
        flagged = too_high if height is None else height > limit
        change = {"add": (FRAME_TOO_HIGH,)} if flagged else {"drop": (FRAME_TOO_HIGH,)}
        mark(photo, **change)
    said = _said(flight, too_high=too_high)
    flight.checks = [code for code, true in said.items() if true]
    session.flush()
    return list(flight.checks)


def _said(flight: Flight, *, too_high: bool) -> dict[str, bool]:
    record = flight.record
    airspace = record.get("airspace", "")
    approved = bool(record.get("approval_number"))
    return {
        TOO_HIGH: too_high,
        APPROVAL_MISSING: too_high and not approved,
        "flight.height_unknown": flight.max_height_m is None,
        "flight.record_incomplete": not all((pilot_of(flight), *map(record.get, NEEDED))),
        "flight.airspace_unknown": not airspace,
        "flight.uom_missing": airspace == "controlled" and not record.get("uom_number"),
        "flight.wind_above_limit": (record.get("wind_m_s") or 0.0) >= WINDY_M_S,
        "flight.near_not_assessed": flight.started_at is None,
    }
