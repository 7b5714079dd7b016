"""What a photo shows of the ground from the pose it has now: its own, the log's, or a person's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagery.photos.footprint import ground_of
from imagery.photos.pose import Lens, Pose, lens_of
from ledger.flights import GroundRecord
from ledger.models import Photo

POSE = (
    ("height_m", "height_agl_m", "photo.no_height"),
    ("yaw_deg", "yaw_deg", "photo.no_attitude"),
    ("pitch_deg", "pitch_deg", "photo.no_attitude"),
)
"""Name in a placement, name in the photo's own facts, code of why it is missing."""


def pose_of(photo: Photo) -> Mapping[str, float | None]:
    """Return height, yaw, pitch and roll: what a placement says before what the file says."""
    said, own = photo.placement, photo.facts
    found = {name: _first(said.get(name), own.get(fact)) for name, fact, _ in POSE}
    return found | {"roll_deg": _first(said.get("roll_deg"), own.get("roll_deg"))}


def ground_for(photo: Photo) -> GroundRecord:
    """Work out what a placed photo shows; without a full pose it stays a point, with the reason."""
    pose, lens = pose_of(photo), lens_of(dict(photo.facts.get("lens") or {}))
    reason = next((code for name, _fact, code in POSE if pose[name] is None), None)
    if photo.point is None:
        return GroundRecord(reason="photo.unplaced")
    if reason or lens is None:
        return GroundRecord(reason=reason or "photo.no_focal_length")
    mount = str(photo.facts.get("mount") or "gimbal")
    return _seen(lens, pose, (photo.point.x, photo.point.y), mount)


def _seen(
    lens: Lens, pose: Mapping[str, float | None], lonlat: tuple[float, float], mount: str
) -> GroundRecord:
    height, yaw, pitch = (pose[name] or 0.0 for name in ("height_m", "yaw_deg", "pitch_deg"))
    seen = ground_of(lens, Pose(lonlat, height, yaw, pitch, pose["roll_deg"] or 0.0, mount))
    return GroundRecord(
        footprint=seen.polygon, gsd_m=seen.gsd_m, gsd_worst_m=seen.gsd_worst_m, reason=seen.reason
    )


def _first(*values: Any) -> float | None:
    return next((float(v) for v in values if isinstance(v, int | float)), None)
