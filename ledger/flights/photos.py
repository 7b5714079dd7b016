"""The photos of a flight: the same bytes in the same flight are the same photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry import Point, shape
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.crs import checked
from ledger.models import Flight, Photo
from ledger.words import file_name

UNCERTAIN = "photo.position_uncertain"
"""A single photo's recorded position and yaw may be metres and 180° wrong."""
UNPLACED = "photo.unplaced"
NOT_ITS_OWN = ("ties", "hand")
"""Places that were found later than intake: what the file says does not replace them."""


@dataclass(frozen=True, kw_only=True)
class PhotoRecord:
    """One photo as intake stored it; ``footprint`` is a GeoJSON polygon in WGS-84."""

    sha256: str
    """Of the file as it came in."""
    filename: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    flags: Sequence[str] = ()
    stored_sha: str | None = None
    thumb_sha: str | None = None
    footprint: Mapping[str, Any] | None = None
    gsd_m: float | None = None
    gsd_worst_m: float | None = None
    quality: Sequence[str] = ()
    measures: Mapping[str, Any] = field(default_factory=dict)


def store_photo(session: Session, flight: Flight, record: PhotoRecord) -> Photo:
    """Store one photo; what people or the mosaic said of its place stays."""
    photo = _photo(session, flight, record.sha256)
    if photo is None:
        photo = Photo(flight_id=flight.id, sha256=record.sha256, filename="")
        try:
            with session.begin_nested():
                _fill(photo, record)
                session.add(photo)
        except IntegrityError:
            photo = _photo(session, flight, record.sha256)
            assert photo is not None  # noqa: S101  (the race's winner is committed)
    _fill(photo, record)
    session.flush()
    return photo


def locked(session: Session, flight: Flight) -> list[Photo]:
    """Return a flight's photos as they are now, held until the transaction ends.

    Whoever writes many photos at once must not undo what a person does to one of them meanwhile.
    """
    query = select(Photo).where(Photo.flight_id == flight.id).order_by(Photo.id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def mark(photo: Photo, *, add: Sequence[str] = (), drop: Sequence[str] = ()) -> None:
    """Add and drop flags of a photo; the order of the others stays."""
    kept = [flag for flag in photo.flags if flag not in drop]
    flags = list(dict.fromkeys([*kept, *add]))
    if flags != photo.flags:
        photo.flags = flags


def settle(photo: Photo, placement: Mapping[str, Any]) -> None:
    """Write how a photo was placed; the scene that was made of it stays known."""
    scene_id = photo.placement.get("scene_id")
    photo.placement = dict(placement) | ({"scene_id": scene_id} if scene_id else {})


def _photo(session: Session, flight: Flight, sha256: str) -> Photo | None:
    return session.scalar(select(Photo).where(Photo.flight_id == flight.id, Photo.sha256 == sha256))


def _fill(photo: Photo, record: PhotoRecord) -> None:
    photo.filename = file_name(record.filename)
    photo.taken_at = record.taken_at
    photo.facts = dict(record.facts)
    photo.quality, photo.measures = list(record.quality), dict(record.measures)
    photo.stored_sha, photo.thumb_sha = record.stored_sha, record.thumb_sha
    if photo.placed_by not in NOT_ITS_OWN:
        _place(photo, record)


def _place(photo: Photo, record: PhotoRecord) -> None:
    placed = record.lon is not None and record.lat is not None
    photo.point = Point(*checked((record.lon, record.lat))) if placed else None  # type: ignore[arg-type]
    photo.footprint = shape(record.footprint) if record.footprint else None
    photo.gsd_m, photo.gsd_worst_m = record.gsd_m, record.gsd_worst_m
    photo.placed_by = "gps" if placed else ""
    marks = [UNCERTAIN] if placed else []
    photo.flags = list(dict.fromkeys([*record.flags, *marks]))
