"""The ground a frame shows: four corner rays on a flat plane at take-off height."""

from __future__ import annotations

import math
from typing import Any

from pyproj import Geod

_GEOD = Geod(ellps="WGS84")
_LEAST_DEPRESSION_DEG = 2.0
Vector = tuple[float, float, float]


def ground(
    *,
    lonlat: tuple[float, float],
    height_m: float,
    yaw_deg: float,
    pitch_deg: float,
    roll_deg: float,
    focal_px: float,
    size: tuple[int, int],
) -> dict[str, Any] | None:
    """Return the frame's outline as a GeoJSON polygon, None when the horizon is in it.

    Parameters
    ----------
    height_m : float
        Above the ground, positive.
    yaw_deg, pitch_deg, roll_deg : float
        Yaw clockwise from north, pitch -90 straight down, roll right side down.
    focal_px : float
        Focal length in pixels of a frame of ``size`` (width, height).
    """
    forward, right, up = _axes(*map(math.radians, (yaw_deg, pitch_deg, roll_deg)))
    corners = []
    for x, y in ((-1, 1), (1, 1), (1, -1), (-1, -1)):
        ray = _sum(forward, focal_px, right, x * size[0] / 2, up, y * size[1] / 2)
        flat = math.hypot(ray[0], ray[1])
        if math.degrees(math.atan2(-ray[2], flat)) < _LEAST_DEPRESSION_DEG:
            return None
        scale = -height_m / ray[2]
        corners.append(_moved(lonlat, ray[0] * scale, ray[1] * scale))
    corners.reverse()
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def _axes(yaw: float, pitch: float, roll: float) -> tuple[Vector, Vector, Vector]:
    """Return the camera's forward, right and up axes in east, north, up."""
    forward = (
        math.sin(yaw) * math.cos(pitch),
        math.cos(yaw) * math.cos(pitch),
        math.sin(pitch),
    )
    level = (math.cos(yaw), -math.sin(yaw), 0.0)
    top = (
        level[1] * forward[2] - level[2] * forward[1],
        level[2] * forward[0] - level[0] * forward[2],
        level[0] * forward[1] - level[1] * forward[0],
    )
    sin, cos = math.sin(roll), math.cos(roll)
    right = _sum(level, cos, top, -sin, top, 0.0)
    up = _sum(top, cos, level, sin, level, 0.0)
    return forward, right, up


def _sum(a: Vector, ka: float, b: Vector, kb: float, c: Vector, kc: float) -> Vector:
    x, y, z = (ka * i + kb * j + kc * k for i, j, k in zip(a, b, c, strict=True))
    return x, y, z


def _moved(lonlat: tuple[float, float], east_m: float, north_m: float) -> list[float]:
    azimuth = math.degrees(math.atan2(east_m, north_m))
    there = _GEOD.fwd(*lonlat, azimuth, math.hypot(east_m, north_m))
    return [round(there[0], 8), round(there[1], 8)]
