"""Orbit: stops on a circle round each part of the area, the camera on its middle."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from shapely.geometry import Polygon

from geo.mission.area import Area
from geo.mission.optics import View
from geo.mission.route import XY, Leg

_LEAST_STOPS = 12
_MOST_STEP_DEG = 15.0


def legs(
    area: Area, view: View, spacing: tuple[float, float], keep_off: Sequence[XY]
) -> list[list[Leg]]:
    """Return one circle of stops a part of the area; ``keep_off`` cannot move a circle."""
    del keep_off
    return [_circle(part, view, spacing[1]) for part in area.ground.geoms]


def radius_m(view: View) -> float:
    """Return the circle's radius: where the camera's middle meets the ground at its pitch."""
    return view.height_m / math.tan(math.radians(-view.pitch_deg))


def _circle(part: Polygon, view: View, apart_m: float) -> list[Leg]:
    """Return stops clockwise from the north, near enough for the side overlap and for matching."""
    radius = radius_m(view)
    step = 2 * math.asin(min(1.0, apart_m / 2 / radius))
    step = min(step, math.radians(_MOST_STEP_DEG))
    count = max(_LEAST_STOPS, math.ceil(2 * math.pi / step - 1e-9))
    angles = np.arange(count) * 2 * math.pi / count
    middle = part.centroid
    return [
        Leg(
            points=np.array([[middle.x + radius * math.sin(a), middle.y + radius * math.cos(a)]]),
            pitch_deg=view.pitch_deg,
            yaw_deg=(math.degrees(a) + 180) % 360,
        )
        for a in map(float, angles)
    ]
