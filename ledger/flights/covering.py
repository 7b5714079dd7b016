"""How much of each zone of a flight's station its usable frames show, fine enough for evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.coverage import coverage
from ledger.coverage import zones_of
from ledger.models import Flight, Photo

EVIDENCE_GSD_M = 0.03
FINER: dict[str, float] = {"COVER": 0.01, "FENCE": 0.02}
"""Signs that need more than the 3 cm of evidence (domain rules, table of visible signs)."""
UNUSABLE = (
    "quality.blurred",
    "quality.motion",
    "quality.dark",
    "quality.bright",
    "quality.duplicate",
)
"""A frame with one of these shows nothing that could be judged."""
GUESSED = ("", "neighbours")


def usable(photo: Photo) -> bool:
    """Whether a frame counts: its ground known from a pose, its picture fit to be judged."""
    if photo.footprint is None or photo.placed_by in GUESSED or photo.duplicate_of:
        return False
    return not any(code in UNUSABLE for code in photo.quality)


def store_coverage(session: Session, flight: Flight) -> list[dict[str, Any]]:
    """Work out and store the coverage of every zone of the station, smallest zone first.

    Zones of one radius and limit are one disc and are worked out once.
    """
    photos = session.scalars(select(Photo).where(Photo.flight_id == flight.id)).all()
    frames = [(p.footprint, p.gsd_worst_m or p.gsd_m) for p in photos if usable(p)]
    done: dict[tuple[float, float], dict[str, Any]] = {}
    entries = []
    for zone in sorted(zones_of(flight.station), key=lambda zone: (zone.radius_m, zone.sign)):
        disc = (zone.radius_m, FINER.get(zone.sign, EVIDENCE_GSD_M))
        if disc not in done:
            done[disc] = _covered(zone.polygon, frames, disc[1])
        entries.append(
            {"sign": zone.sign, "radius_m": disc[0], "gsd_limit_m": disc[1], **done[disc]}
        )
    flight.coverage = entries
    session.flush()
    return entries


def _covered(zone: Any, frames: Sequence[tuple[Any, float | None]], limit_m: float) -> Any:
    seen = coverage(zone, frames, gsd_limit_m=limit_m)
    # A millionth of a degree is 0.1 m: less than any footprint is known to.
    gaps = shapely.set_precision(seen.gaps, 1e-7)
    return {
        "covered": round(seen.covered, 4),
        "overlap": [[times, round(share, 4)] for times, share in seen.overlap],
        "gap_area_m2": round(seen.gap_area_m2, 1),
        "gaps": None if gaps.is_empty else shapely.geometry.mapping(gaps),
        "frames_used": seen.frames_used,
        "frames_coarse": seen.frames_coarse,
    }
