"""Which photos of a flight go into its mosaic, and as what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.flights.covering import UNUSABLE
from ledger.models import Flight, Photo
from workers.flight_ground import pose_of

if TYPE_CHECKING:
    from imagery.mosaic import FrameInput

FEWEST = 1
NIR = "photo.nir_converted"
ONE_BAND = "photo.one_band"
BETWEEN_M = 15.0
"""How far off a place between two neighbours in time may be: the drone does not fly evenly."""


def left_out(photo: Photo) -> str:
    """Return the code of why a photo does not go into a mosaic; "" when it does."""
    if photo.stored_sha is None:
        return "photo.not_stored"
    if photo.facts.get("band"):
        return ONE_BAND
    return next((code for code in photo.quality if code in UNUSABLE), "")


def chosen(photos: Sequence[Photo]) -> list[Photo]:
    """Return the photos that go into a mosaic, in the order they were taken."""
    kept = [photo for photo in photos if not left_out(photo)]
    return sorted(kept, key=lambda p: (p.taken_at is None, p.taken_at, p.id))


def inputs(photos: Sequence[Photo]) -> str:
    """Return a digest of what a mosaic is made from: it is due again when that changes.

    What the mosaic itself found out does not count, a person's hand does.
    """
    parts = [
        [photo.id, photo.stored_sha, _by_hand(photo), _start(photo)] for photo in chosen(photos)
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def mosaic_due(flight: Flight) -> bool:
    """Whether a flight has photos to lay out and the mosaic at hand is not of them."""
    kept = chosen(flight.photos)
    return len(kept) >= FEWEST and flight.mosaic.get("inputs") != inputs(flight.photos)


def frame_input(photo: Photo, store: Any) -> FrameInput:
    """Return one photo as the mosaic takes it: where it says it was, or where a person put it."""
    from imagery.mosaic import FrameInput  # noqa: PLC0415  (OpenCV is loaded by those who need it)

    pose, lonlat = _pose(photo), _start(photo)
    facts = photo.facts
    return FrameInput(
        path=store.local_path(photo.stored_sha),
        name=str(photo.id),
        lon=lonlat[0] if lonlat else None,
        lat=lonlat[1] if lonlat else None,
        height_m=pose["height_m"],
        yaw_deg=pose["yaw_deg"],
        pitch_deg=pose["pitch_deg"],
        roll_deg=pose["roll_deg"],
        focal_px=facts.get("focal_px"),
        taken_at=photo.taken_at,
        accuracy_m=_accuracy(photo),
        lens=facts.get("lens") or None,
        mount=facts.get("mount") or "gimbal",
    )


def _by_hand(photo: Photo) -> list[Any]:
    return [photo.version] if photo.placed_by == "hand" else []


def _start(photo: Photo) -> list[float] | None:
    """Return the place to start from: the one before any mosaic moved the photo."""
    before = photo.placement.get("start", {}).get("lonlat")
    if before and photo.placed_by != "hand":
        return [float(before[0]), float(before[1])]
    return None if photo.point is None else [photo.point.x, photo.point.y]


def _pose(photo: Photo) -> Mapping[str, float | None]:
    """Return the pose to start from; what an earlier mosaic found is not taken for granted."""
    if photo.placed_by == "hand" or photo.placement.get("how") == "log":
        return pose_of(photo)
    said, own = photo.placement.get("start", {}), photo.facts
    names = {"height_m": "height_agl_m", "yaw_deg": "yaw_deg"}
    names |= {"pitch_deg": "pitch_deg", "roll_deg": "roll_deg"}
    return {name: said.get(name, own.get(fact)) for name, fact in names.items()}


def _accuracy(photo: Photo) -> float | None:
    by = photo.placement.get("start", {}).get("by", photo.placed_by)
    if by == "neighbours":
        return BETWEEN_M
    return None if by == "hand" else photo.facts.get("accuracy_m")
