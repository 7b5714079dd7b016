"""What the mosaic is given and what it says of every frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

PlacedBy = Literal["ties", "gps", ""]
Matrix = list[list[float]]


@dataclass(frozen=True, kw_only=True)
class FrameInput:
    """One stored photo with what was recorded of it; None is unknown.

    ``path`` is the JPEG intake rewrote. ``lon``/``lat`` WGS-84 degrees; ``height_m`` above the
    ground; ``yaw_deg`` clockwise from true north, ``pitch_deg`` -90 straight down, ``roll_deg``
    right side down; ``focal_px`` pixels of the stored picture; ``accuracy_m`` of the position
    where the file tells (RTK); ``lens`` and ``mount`` as in ``PhotoFacts``.
    """

    path: Path
    name: str
    lon: float | None
    lat: float | None
    height_m: float | None
    yaw_deg: float | None
    pitch_deg: float | None
    roll_deg: float | None
    focal_px: float | None
    taken_at: datetime | None
    accuracy_m: float | None = None
    lens: Mapping[str, Any] | None = None
    mount: str = "gimbal"


@dataclass(frozen=True, kw_only=True)
class FrameResult:
    """Where a frame came to lie.

    ``used``: it is part of the mosaic. ``reason``: why it is not, or what to know of it (a
    ``mosaic.*``, ``photo.*`` or ``intake.*`` code; empty when all is well). ``ties``: points it
    shares with its neighbours. ``yaw_deg`` true azimuth of the picture's top; ``yaw_flipped``: the
    recorded one points the other way. ``height_m`` above the ground at the flight's middle.
    ``shift_m``: from the recorded to the adjusted position. ``placed_by``: ``gps`` and not used is
    a frame nothing contradicts and nothing confirms; ``""`` one whose place is not believed.
    ``lonlat``: the point below the camera. ``footprint``: WGS-84 polygon. ``ground_from_pixel``:
    3 x 3, homogeneous pixel (x right, y down from the upper left corner) to metres (east, north)
    of ``crs``.
    """

    name: str
    used: bool = False
    reason: str = ""
    ties: int = 0
    yaw_deg: float | None = None
    yaw_flipped: bool = False
    height_m: float | None = None
    shift_m: float | None = None
    placed_by: PlacedBy = ""
    lonlat: tuple[float, float] | None = None
    footprint: dict[str, Any] | None = None
    ground_from_pixel: Matrix | None = None
    crs: str = ""
    width: int = 0
    height: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class MosaicResult:
    """A written mosaic and how far it can be trusted.

    ``tie_median_gsd`` and ``tie_p90_gsd``: how far apart the two places of a held-out tie point
    lie, in pixels of ``gsd_m``, over all of them; None without ties. They tell of consistency, not
    of the place on earth: that is the GPS receiver's. ``absolute_shift_m``: root mean square of
    the tied frames' ``shift_m``.
    """

    gsd_m: float
    area_m2: float
    tie_median_gsd: float | None
    tie_p90_gsd: float | None
    ties_held_out: int
    frames: tuple[FrameResult, ...]
    crs: str
    absolute_shift_m: float | None

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)
