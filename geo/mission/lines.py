"""Parallel lines over a polygon: where they lie, in which direction, in which order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import rotate
from shapely.geometry import Polygon, box

Floats = NDArray[np.float64]
Span = tuple[float, float]
_CLEAR_M = 5.0
_TURN_COST_M = 30.0
_PHASES = 8


@dataclass(frozen=True, kw_only=True)
class Line:
    """One straight pass, from ``start`` to ``end`` in metres."""

    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def length_m(self) -> float:
        """Length of the pass."""
        return math.dist(self.start, self.end)

    @property
    def yaw_deg(self) -> float:
        """Direction of flight, clockwise from north."""
        east, north = self.end[0] - self.start[0], self.end[1] - self.start[1]
        return math.degrees(math.atan2(east, north)) % 360

    def reversed(self) -> Line:
        """Return the pass flown the other way."""
        return Line(start=self.end, end=self.start)


def lines(
    ground: Polygon, spacing_m: float, least_m: float, keep_off: Sequence[tuple[float, float]]
) -> list[Line]:
    """Return passes over ``ground`` in flying order, in the direction that costs least.

    Parameters
    ----------
    spacing_m : float
        Between neighbours.
    least_m : float
        Shortest pass; shorter ones are lengthened about their middle.
    keep_off : sequence of (x, y)
        Points no pass should lead over where another layout avoids it.
    """
    plans = [lines_along(ground, yaw, spacing_m, least_m, keep_off) for yaw in _directions(ground)]
    return min(plans, key=cost_m)


def cost_m(passes: Sequence[Line]) -> float:
    """Return the metres flown, a turn counted as ``_TURN_COST_M``."""
    between = sum(math.dist(a.end, b.start) for a, b in itertools.pairwise(passes))
    return sum(p.length_m for p in passes) + between + _TURN_COST_M * len(passes)


def _directions(ground: Polygon) -> list[float]:
    """Return the yaws worth trying: along the hull's longer edges and every 15 degrees."""
    ring = shapely.get_coordinates(ground.convex_hull)
    steps = np.diff(ring, axis=0)
    longest = np.argsort(-np.hypot(steps[:, 0], steps[:, 1]), kind="stable")[:12]
    edges = np.degrees(np.arctan2(steps[longest, 0], steps[longest, 1])) % 180
    return sorted({round(float(yaw), 3) for yaw in [*edges, *range(0, 180, 15)]})


def lines_along(
    ground: Polygon,
    yaw_deg: float,
    spacing_m: float,
    least_m: float,
    keep_off: Sequence[tuple[float, float]] = (),
) -> list[Line]:
    """Return passes in the direction ``yaw_deg``, to and fro."""
    turned = rotate(ground, yaw_deg, origin=(0, 0))  # the direction of flight becomes north
    avoid = [_turned(point, yaw_deg)[0] for point in keep_off]
    found: list[Line] = []
    for x in _offsets(turned.bounds[0], turned.bounds[2], spacing_m, avoid):
        spans = _spans(turned, x, spacing_m, least_m)
        if len(found) % 2 == 1:
            spans = [(end, start) for start, end in reversed(spans)]
        found += [
            Line(start=_turned((x, a), -yaw_deg), end=_turned((x, b), -yaw_deg)) for a, b in spans
        ]
    return found


def _turned(point: tuple[float, float], angle_deg: float) -> tuple[float, float]:
    sin, cos = math.sin(math.radians(angle_deg)), math.cos(math.radians(angle_deg))
    return point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos


def _offsets(low: float, high: float, spacing: float, avoid: Sequence[float]) -> list[float]:
    """Return where across the area the lines lie, none more than half a spacing inside its edge."""
    count = max(1, math.ceil((high - low) / spacing - 1e-9))
    middle = (low + high) / 2
    even = [middle + (i - (count - 1) / 2) * spacing for i in range(count)]
    if not avoid or _clear(even, avoid) >= min(_CLEAR_M, spacing / 4):
        return even
    shifted = [_shifted(low, high, spacing, phase / _PHASES) for phase in range(_PHASES)]
    return max([even, *shifted], key=lambda xs: (_clear(xs, avoid) >= _CLEAR_M, -len(xs)))


def _shifted(low: float, high: float, spacing: float, share: float) -> list[float]:
    first = low + spacing * (share - 0.5)
    count = math.ceil((high - spacing / 2 - first) / spacing - 1e-9) + 1
    return [first + i * spacing for i in range(max(1, count))]


def _clear(offsets: Sequence[float], avoid: Sequence[float]) -> float:
    return min((abs(x - point) for x in offsets for point in avoid), default=math.inf)


def _spans(turned: Polygon, x: float, spacing: float, least: float) -> list[Span]:
    """Return the pieces of one line, from south to north, over the part of the area it serves."""
    _, south, _, north = turned.bounds
    band = turned.intersection(box(x - spacing / 2, south - 1, x + spacing / 2, north + 1))
    raw = sorted((p.bounds[1], p.bounds[3]) for p in shapely.get_parts(band) if p.area > 0)
    spans: list[Span] = []
    for start, end in (_lengthened(span, least) for span in raw):
        if spans and start - spans[-1][1] < least:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _lengthened(span: Span, least: float) -> Span:
    short = max(0.0, least - (span[1] - span[0])) / 2
    return span[0] - short, span[1] + short
