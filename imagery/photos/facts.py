"""What is known of one photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PhotoFacts:
    """Pose and time of a photo; None is unknown.

    ``lon``/``lat`` WGS-84 degrees; ``height_agl_m`` metres above the take-off point (DJI
    RelativeAltitude, never GPSAltitude, which is above the sea), above the ground below where the
    origin says ``dtm``; ``yaw_deg`` clockwise from north of the picture's top, ``pitch_deg`` -90
    straight down, ``roll_deg`` right side down of the stored picture, the turn that ``orientation``
    tells of included; ``mount`` tells what roll turns about (``pose.Pose``).
    ``altitude_m`` is above the sea (or the ellipsoid) as GPS says, ``accuracy_m`` the standard
    deviation of the position in plan that an RTK receiver states. ``gsd_m`` and ``gsd_worst_m`` are
    the longer side of a pixel on the ground in the middle and at the worst border of
    ``footprint``; ``footprint_reason`` says why it is missing or cut.
    ``lens`` holds the fields of ``pose.Lens``; ``band`` names the one band of a multispectral
    frame. ``origins`` names where each value comes from (exif, xmp, gps, dtm); ``flags`` are
    ``photo.*`` codes. ``orientation`` is EXIF's 1 to 8; the stored pixels are not turned.
    ``quality`` are ``quality.*`` codes, ``measures`` the numbers behind them and their limits;
    ``look_hash`` 16 hex digits, alike for pictures that look alike.
    """

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    height_agl_m: float | None = None
    yaw_deg: float | None = None
    pitch_deg: float | None = None
    roll_deg: float | None = None
    mount: str = "gimbal"
    altitude_m: float | None = None
    accuracy_m: float | None = None
    gsd_m: float | None = None
    gsd_worst_m: float | None = None
    footprint: Mapping[str, Any] | None = None
    footprint_reason: str | None = None
    focal_px: float | None = None
    lens: Mapping[str, Any] = field(default_factory=dict)
    make: str = ""
    model: str = ""
    band: str = ""
    width: int = 0
    height: int = 0
    orientation: int = 1
    origins: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    look_hash: str = ""

    @property
    def placed(self) -> bool:
        """Whether the photo has a position."""
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True, kw_only=True)
class StoredPhoto:
    """A photo that passed intake: its JPEG without metadata and its upright thumbnail.

    ``sha256`` is of the input file.
    """

    sha256: str
    stored: Path
    thumb: Path
    facts: PhotoFacts
