"""The frames of a flight that show a finding: pieces of evidence beside the crop of the mosaic."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.crs import to_degrees, to_metres
from geo.errors import NotFound, Refused
from ledger.findings import DetectionRecord
from ledger.flights import UNCERTAIN
from ledger.flights.covering import UNUSABLE
from ledger.models import Photo, Scene
from workers.context import Context
from workers.scene_inputs import Snapshot

MOST = 6
"""Frames kept of one finding, the best first: a survey shows a place in up to thirty."""
SIDE_PX = 512
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FlightFrames:
    """The placed frames of the flight a scene was made from; none for any other scene."""

    frames: tuple[Mapping[str, Any], ...] = ()
    """``name, ground_from_pixel, crs, width, height`` as ``frames_seeing`` takes them."""
    photos: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name -> what an entry says of the photo."""
    position: str = ""
    """Code of what is uncertain about where the scene lies; "" when nothing is."""

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """Copy them out of a scene's flight; copies and unusable pictures are left out."""
        photos = scene.flight.photos if scene.flight else []
        kept = [photo for photo in photos if _shows(photo)]
        return cls(
            tuple({**photo.placement, "name": str(photo.id)} for photo in kept),
            {str(photo.id): _told(photo) for photo in kept},
            UNCERTAIN if UNCERTAIN in scene.flags else "",
        )

    def noted(self, record: DetectionRecord) -> DetectionRecord:
        """Have every finding of a scene of uncertain place say so: its distances may be off."""
        if not self.position:
            return record
        told = {"position": self.position}
        found = [replace(one, detail={**one.detail, **told}) for one in record.findings]
        return replace(record, findings=found)

    def showing(
        self, ctx: Context, polygon: BaseGeometry | None, image: Snapshot
    ) -> list[dict[str, Any]]:
        """Store a crop of every frame (at most :data:`MOST`) that shows a place; their entries.

        Parameters
        ----------
        polygon : WGS-84 geometry or None
            Where the finding lies, in the scene as it is shown.
        """
        if polygon is None or not self.frames:
            return []
        from imagery.mosaic import crop, frames_seeing  # noqa: PLC0415  (OpenCV, for flights only)

        entries = []
        seen = frames_seeing(mapping(_as_flown(polygon, image.shift_m)), self.frames)
        for name, ring, share in seen[:MOST]:
            ctx.check_cancel()
            photo = self.photos[name]
            try:
                data = crop(ctx.store.local_path(photo["stored_sha"]), ring, SIDE_PX)
            except (Refused, NotFound) as refusal:
                # A lead that one frame cannot show is still shown by the others.
                _log.warning("no crop of photo %s: %s", name, refusal)
                continue
            entries.append(_entry(ctx.store.put_bytes(data), photo, ring, share, image))
        return entries


def _shows(photo: Photo) -> bool:
    placed = photo.placement.get("ground_from_pixel") and photo.placement.get("crs")
    fit = not photo.duplicate_of and not any(code in UNUSABLE for code in photo.quality)
    return bool(placed and fit and photo.stored_sha)


def _told(photo: Photo) -> dict[str, Any]:
    return {
        "photo_id": photo.id,
        "filename": photo.filename,
        "stored_sha": photo.stored_sha,
        "taken_at": photo.taken_at.isoformat() if photo.taken_at else None,
    }


def _as_flown(polygon: BaseGeometry, shift_m: tuple[float, float]) -> BaseGeometry:
    """Bring a place in a nudged scene back to where the frames have it."""
    if not any(shift_m):
        return polygon
    middle = polygon.representative_point()
    around = (middle.x, middle.y)
    metres = to_metres(polygon, around=around)
    back = shapely.transform(metres, lambda xy: xy - shift_m)
    return to_degrees(back, around=around)


def _entry(
    sha256: str, photo: Mapping[str, Any], ring: list[list[float]], share: float, image: Snapshot
) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "kind": "frame",
        "mime": "image/jpeg",
        "width": SIDE_PX,
        "height": SIDE_PX,
        "photo_id": photo["photo_id"],
        "filename": photo["filename"],
        "pixel_polygon": [[round(x, 1), round(y, 1)] for x, y in ring],
        "from_middle": round(share, 3),
        "taken_at": photo["taken_at"],
        "scene_id": image.id,
    }
