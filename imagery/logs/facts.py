"""What is known of one flight log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Order = str
"""``lonlat`` or ``latlon``: how a log that names neither writes its positions."""


@dataclass(frozen=True, kw_only=True)
class TrackPoint:
    """Where the aircraft was at one moment; None is unknown.

    ``lon``/``lat`` WGS-84 degrees; ``height_agl_m`` metres above the take-off point,
    ``altitude_m`` metres above the sea as the log claims; ``yaw_deg`` of the aircraft and
    ``gimbal_yaw_deg`` of the camera clockwise from north; ``gimbal_pitch_deg`` -90 straight down.
    ``offset_s`` counts from the log's start; in a video's log it is the time within the video.
    ``at`` is aware UTC by the log's own clock, None in a log without one.
    """

    at: datetime | None
    lon: float
    lat: float
    height_agl_m: float | None = None
    altitude_m: float | None = None
    speed_m_s: float | None = None
    yaw_deg: float | None = None
    gimbal_yaw_deg: float | None = None
    gimbal_pitch_deg: float | None = None
    offset_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FlightLog:
    """A log that passed intake: the track flown, and how much of the file is not in it.

    ``kind`` is srt, gpx, kml, kmz, ulg, bin, tlog, csv or plan. ``points`` are the positions
    flown, in time's order; a mission (kind plan) has none, it only has ``planned`` ones. Places
    that make no track (reason ``log.no_track``) are ``planned``, too.
    ``dropped`` counts what was left out by code (``log.no_fix``, ``log.jump``, …); ``reasons``
    says what else the reader should know. ``asked`` is filled when the order of coordinates
    cannot be proven (reason ``log.ambiguous_order``): the first position by each order, for a
    person to choose from. ``sha256`` is of the file.
    """

    kind: str
    points: tuple[TrackPoint, ...] = ()
    planned: tuple[TrackPoint, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    asked: Mapping[Order, tuple[float, float]] = field(default_factory=dict)
    sha256: str = ""

    @property
    def track(self) -> dict[str, Any] | None:
        """Return the track as a GeoJSON LineString in WGS-84, None for fewer than two points."""
        if len(self.points) < 2:
            return None
        places = [[round(p.lon, 8), round(p.lat, 8)] for p in self.points]
        return {"type": "LineString", "coordinates": places}
