"""The photo behind a finding: its facts, and the whole of it with the outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from geo.errors import NotFound
from imagery.sheet import FrameFacts, Picture
from ledger.models import Finding, Photo

_MOST_BYTES = 80_000_000


def best_frame(session: Session, finding: Finding) -> tuple[Photo, Mapping[str, Any]] | None:
    """Return the photo that shows the finding nearest to its middle, and its evidence entry."""
    for entry in finding.evidence:
        if entry.get("kind") == "frame" and entry.get("photo_id") is not None:
            photo = session.get(Photo, int(entry["photo_id"]))
            if photo is not None:
                return photo, entry
    return None


def frame_facts(photo: Photo) -> FrameFacts:
    """Return the pose that was used: adjusted, by log or by hand, else the photo's own."""
    return FrameFacts(
        name=photo.filename,
        taken_at=photo.taken_at,
        lonlat=_lonlat(photo),
        height_m=_number(photo, "height_m", "height_agl_m"),
        altitude_m=_number(photo, "altitude_m"),
        yaw_deg=_number(photo, "yaw_deg"),
        pitch_deg=_number(photo, "pitch_deg"),
        roll_deg=_number(photo, "roll_deg"),
        gsd_m=photo.gsd_m,
        gsd_worst_m=photo.gsd_worst_m,
        accuracy_m=_number(photo, "accuracy_m"),
        placed_by=photo.placed_by,
    )


def _lonlat(photo: Photo) -> tuple[float, float] | None:
    said = photo.placement.get("lonlat")
    if isinstance(said, list | tuple) and len(said) == 2:
        return float(said[0]), float(said[1])
    return None if photo.point is None else (photo.point.x, photo.point.y)


def _number(photo: Photo, *names: str) -> float | None:
    """Return the first figure of these names, of the placement before the photo's own."""
    for source in (photo.placement, photo.facts):
        for name in names:
            value = source.get(name)
            value = value.get("value") if isinstance(value, Mapping) else value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
    return None


def whole_photo(store: Any, photo: Photo, entry: Mapping[str, Any]) -> Picture | None:
    """Return the stored photo with the finding's outline; None where the file is not there."""
    data = stored_bytes(store, photo.stored_sha)
    if data is None:
        return None
    ring = tuple((float(x), float(y)) for x, y in entry.get("pixel_polygon", ()))
    return Picture(kind="frame", data=data, outline=(ring,), caption=photo.filename)


def stored_bytes(store: Any, sha256: str | None) -> bytes | None:
    """Return a stored file of at most 80 MB; None where there is none."""
    if not sha256:
        return None
    try:
        with store.open(sha256) as file:
            data = file.read(_MOST_BYTES + 1)
    except NotFound:
        return None
    return bytes(data) if len(data) <= _MOST_BYTES else None
