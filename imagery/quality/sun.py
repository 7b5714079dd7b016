"""Where the sun stands and whether a frame can see it mirrored in level water."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_WAVES_DEG = 25.0
"""Twice the slope that wind of 7 m/s gives water (11 degrees rms; C. Cox and W. Munk, 1954)."""
Vector = tuple[float, float, float]


def sun(at: datetime, lon: float, lat: float) -> tuple[float, float]:
    """Return azimuth (degrees clockwise from north) and elevation of the sun, to 0.1 degrees.

    Low-precision formulas of the Astronomical Almanac, good from 1950 to 2050.
    """
    days = (at - _EPOCH).total_seconds() / 86400
    mean = math.radians((357.528 + 0.9856003 * days) % 360)
    ecliptic = math.radians(
        (280.460 + 0.9856474 * days + 1.915 * math.sin(mean) + 0.020 * math.sin(2 * mean)) % 360
    )
    tilt = math.radians(23.439 - 4e-7 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    turned = math.radians((280.46062 + 360.985647 * days + lon) % 360) - ascension
    phi = math.radians(lat)
    up = math.sin(phi) * math.sin(declination) + math.cos(phi) * math.cos(declination) * math.cos(
        turned
    )
    east = -math.cos(declination) * math.sin(turned)
    north = math.cos(phi) * math.sin(declination) - math.sin(phi) * math.cos(
        declination
    ) * math.cos(turned)
    return math.degrees(math.atan2(east, north)) % 360, math.degrees(math.asin(up))


def may_glint(facts: Mapping[str, Any]) -> bool:
    """Whether water in the frame could mirror the sun; True when the facts do not tell.

    A heading may be 180 degrees off, so the frame turned round counts as well.
    """
    at, lon, lat = (facts.get(name) for name in ("taken_at", "lon", "lat"))
    pitch, focal = facts.get("pitch_deg"), facts.get("focal_px")
    if at is None or lon is None or lat is None or pitch is None or not focal:
        return True
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    azimuth, elevation = sun(moment, lon, lat)
    if elevation <= 0:
        return False
    mirrored = _down(azimuth, -elevation)
    yaw = facts.get("yaw_deg")
    ways = (0.0, 180.0) if yaw is None else (yaw, yaw + 180.0)
    nearest = min(_angle(mirrored, _down(way, pitch)) for way in ways)
    half = math.degrees(math.atan(math.hypot(facts["width"], facts["height"]) / 2 / focal))
    return nearest <= half + _WAVES_DEG


def _down(azimuth: float, elevation: float) -> Vector:
    """Return a direction (east, north, up)."""
    a, e = math.radians(azimuth), math.radians(elevation)
    return math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)


def _angle(one: Vector, other: Vector) -> float:
    cosine = sum(a * b for a, b in zip(one, other, strict=True))
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))
