"""What a worker writes of single photos: a place from the log, the ground shown, copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point, shape
from sqlalchemy.orm import Session

from geo.crs import checked
from ledger.flights.photos import UNCERTAIN, UNPLACED, locked, mark, settle
from ledger.flights.placing import OUTDATED
from ledger.models import Flight, Photo

CLOCK_UNCHECKED = "photo.clock_unchecked"
FROM_LOG = ("", "log", "neighbours")
"""Photos that a log may place: those without a place of their own."""


@dataclass(frozen=True, kw_only=True)
class GroundRecord:
    """What a photo's pose says of the ground; ``reason`` is the code of why that is nothing."""

    footprint: Mapping[str, Any] | None = None
    gsd_m: float | None = None
    gsd_worst_m: float | None = None
    reason: str | None = None


def place_by_log(
    session: Session,
    photo: Photo,
    *,
    lon: float,
    lat: float,
    pose: Mapping[str, float | None],
    notes: Sequence[str] = (),
) -> bool:
    """Place a photo that has no place of its own where the log was; return whether it did.

    Parameters
    ----------
    pose : mapping
        ``height_m``, ``yaw_deg``, ``pitch_deg`` as far as the log knows them.
    notes : sequence of codes
        What to know of the place, e.g. ``photo.clock_unchecked``.
    """
    if photo.placed_by not in FROM_LOG:
        return False
    photo.point, photo.placed_by = Point(*checked((lon, lat))), "log"
    settle(photo, {"how": "log"} | {k: v for k, v in pose.items() if v is not None})
    gone = (UNPLACED, "photo.between_neighbours", CLOCK_UNCHECKED)
    mark(photo, drop=gone)
    mark(photo, add=(UNCERTAIN, *notes))
    session.flush()
    return True


def show_ground(session: Session, photo: Photo, ground: GroundRecord) -> None:
    """Write what a photo shows of the ground, worked out from its present pose."""
    photo.footprint = shape(ground.footprint) if ground.footprint else None
    photo.gsd_m, photo.gsd_worst_m = ground.gsd_m, ground.gsd_worst_m
    photo.facts = {**photo.facts, "footprint_reason": ground.reason}
    mark(photo, drop=(OUTDATED,))
    session.flush()


def mark_duplicates(session: Session, flight: Flight, first_of: Mapping[int, int]) -> int:
    """Say of each photo whether it repeats an earlier one; return how many do.

    Parameters
    ----------
    first_of : mapping of photo id -> id of the first photo of the same picture
    """
    session.flush()
    photos = locked(session, flight)
    names = {photo.id: photo.filename for photo in photos}
    for photo in photos:
        first = names.get(first_of.get(photo.id, 0), "")
        photo.duplicate_of = first
        kept = [code for code in photo.quality if code != "quality.duplicate"]
        photo.quality = [*kept, "quality.duplicate"] if first else kept
    session.flush()
    return sum(1 for photo in photos if photo.duplicate_of)
