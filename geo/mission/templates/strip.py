"""Strip: passes beside the middle line of a road, bank or river, straight down.

The middle line is the one that was given, or that of a long polygon: the middles of its cross
sections along the longer side of its smallest enclosing rectangle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import rotate
from shapely.geometry import LineString, Polygon

from geo.mission.area import Area
from geo.mission.optics import View
from geo.mission.route import XY, Leg

Floats = NDArray[np.float64]
_SECTIONS = 40


def legs(
    area: Area, view: View, spacing: tuple[float, float], keep_off: Sequence[XY]
) -> list[list[Leg]]:
    """Return the passes of each part, to and fro; a middle line cannot keep off a point."""
    del keep_off
    every, apart = spacing
    return [
        _passes(area.line or _middle(part, apart), part, every, apart, view.pitch_deg)
        for part in area.ground.geoms
    ]


def _passes(
    middle: LineString, part: Polygon, every: float, apart: float, pitch_deg: float
) -> list[Leg]:
    edge = shapely.get_coordinates(part.exterior)
    half = float(max(shapely.distance(middle, shapely.points(edge))))
    count = max(1, math.ceil(2 * half / apart - 1e-9))
    found = []
    for i in range(count):
        line = _beside(middle, (i - (count - 1) / 2) * apart)
        points = shapely.get_coordinates(_whole_steps(line, every))
        found.append(points if i % 2 == 0 else points[::-1])
    return [Leg(points=points, pitch_deg=pitch_deg, every_m=every) for points in found]


def _beside(middle: LineString, offset_m: float) -> LineString:
    """Return the parallel line; the middle itself where a tight bend leaves none."""
    if abs(offset_m) < 1e-6:
        return middle
    parts = shapely.get_parts(middle.offset_curve(offset_m, join_style="mitre", mitre_limit=2))
    longest = max(parts, key=lambda p: p.length, default=middle)
    return longest if isinstance(longest, LineString) and longest.length > 0 else middle


def _whole_steps(line: LineString, every: float) -> LineString:
    """Lengthen a line at both ends to a whole number of photo steps."""
    spare = (max(1, math.ceil(line.length / every - 1e-9)) * every - line.length) / 2
    points = shapely.get_coordinates(line)
    first, last = _unit(points[0] - points[1]), _unit(points[-1] - points[-2])
    points[0] += first * spare
    points[-1] += last * spare
    return LineString(points)


def _unit(way: Floats) -> Floats:
    return way / max(float(np.hypot(way[0], way[1])), 1e-9)


def _middle(part: Polygon, apart: float) -> LineString:
    """Return the line through the middles of the cross sections, smoothed to the photos' scale."""
    yaw = _long_yaw(part)
    turned = rotate(part, yaw, origin=(0, 0))
    _, south, _, north = turned.bounds
    count = int(min(_SECTIONS, max(2, (north - south) / max(apart, 1.0))))
    ys = np.linspace(south, north, 2 * count + 1)[1::2]
    middles = [_section(turned, float(y)) for y in ys]
    line = LineString([(middles[0], south), *zip(middles, ys, strict=True), (middles[-1], north)])
    back: LineString = rotate(line.simplify(apart / 10), -yaw, origin=(0, 0))
    return back


def _section(turned: Polygon, y: float) -> float:
    west, _, east, _ = turned.bounds
    cut = turned.intersection(LineString([(west - 1, y), (east + 1, y)]))
    return float((cut.bounds[0] + cut.bounds[2]) / 2)


def _long_yaw(part: Polygon) -> float:
    """Return the direction of the longer side of the smallest rectangle, degrees from north."""
    ring = shapely.get_coordinates(part.minimum_rotated_rectangle)
    sides = np.diff(ring, axis=0)[:2]
    longer = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    return float(np.degrees(np.arctan2(longer[0], longer[1])) % 180)
