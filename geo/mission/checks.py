"""What the pilot must know before the flight: warnings by code."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geo.mission.flying import Mark
from geo.mission.model import Camera
from geo.mission.route import XY
from geo.mission.terrain import Relief

TRUE_HEIGHT_M = 120.0
INLET_CLEAR_M = 30.0
OVERHEAD_M = 5.0
INLET_ABOVE_GROUND_M = 20.0
WIND_M_S = 10.0
WAYPOINTS = 200
LEG_M = 2.0
_WHOLE = 0.995
_SLOW_M_S = 2.0
_FAR_M = 2000.0
_SAMPLE_M = 10.0


@dataclass(frozen=True, kw_only=True)
class Flown:
    """A planned flight as the checks see it, in metres."""

    marks: Sequence[Mark]
    path: Sequence[tuple[XY, float]]
    relief: Relief
    inlets: Sequence[XY]
    camera: Camera
    wind_m_s: float | None
    speed_m_s: float
    coverage: float


def warnings(flown: Flown) -> tuple[str, ...]:
    """Return the codes of what to mind, worst first."""
    return tuple(_codes(flown))


def _codes(flown: Flown) -> Iterator[str]:
    yield from _height_codes(flown)
    yield from _inlet_codes(flown)
    if flown.wind_m_s is not None and flown.wind_m_s > min(WIND_M_S, flown.camera.wind_m_s):
        yield "mission.wind"
    if flown.coverage < _WHOLE:
        yield "mission.coverage"
    if len(flown.marks) > WAYPOINTS:
        yield "mission.waypoints"
    between = [
        math.dist(a.xy, b.xy) for a, b in zip(flown.marks[:-1], flown.marks[1:], strict=True)
    ]
    if any(way < LEG_M for way in between):
        yield "mission.short_leg"
    if _transfer_m(flown.marks) > _FAR_M:
        yield "mission.far_parts"
    if flown.speed_m_s < _SLOW_M_S:
        yield "mission.slow"
    if flown.relief.terrain is None:
        yield "mission.flat_ground"
    elif flown.relief.missing:
        yield "mission.terrain_gap"


def _transfer_m(marks: Sequence[Mark]) -> float:
    """Return the longest way flown without photos."""
    ways = [math.dist(a.xy, b.xy) for a, b in itertools.pairwise(marks) if a.last]
    return max(ways, default=0.0)


def _height_codes(flown: Flown) -> Iterator[str]:
    heights = [h for a, b in _inner(flown) for h in _true_heights(a, b, flown.relief)]
    if heights and max(heights) > TRUE_HEIGHT_M + 0.5:
        yield "mission.above_120"
    if heights and min(heights) < 20 - 0.5:
        yield "mission.low"


def _inner(flown: Flown) -> Iterator[tuple[tuple[XY, float], tuple[XY, float]]]:
    """Yield the stretches between climbing out and coming down."""
    return zip(flown.path[1:-2], flown.path[2:-1], strict=True)


def _true_heights(a: tuple[XY, float], b: tuple[XY, float], relief: Relief) -> list[float]:
    count = max(2, math.ceil(math.dist(a[0], b[0]) / _SAMPLE_M) + 1)
    share = np.linspace(0, 1, count)[:, None]
    xy = np.array(a[0]) + (np.array(b[0]) - np.array(a[0])) * share
    above = a[1] + (b[1] - a[1]) * share[:, 0]
    return [float(h) for h in above - relief.heights(xy)]


def _inlet_codes(flown: Flown) -> Iterator[str]:
    """Stops and turns keep 30 m in space from an inlet 20 m over the ground; passes 5 m aside."""
    if not flown.inlets:
        return
    stretches = list(_inner(flown))
    if any(_past_m(a[0], b[0], inlet) < OVERHEAD_M for a, b in stretches for inlet in flown.inlets):
        yield "mission.over_inlet"
    stops = [(mark.xy, mark.agl_m) for mark in flown.marks if mark.first or mark.last]
    stops.append((flown.path[0][0], INLET_ABOVE_GROUND_M))
    if any(_apart_m(stop, inlet) < INLET_CLEAR_M for stop in stops for inlet in flown.inlets):
        yield "mission.hover_near_inlet"


def _apart_m(stop: tuple[XY, float], inlet: XY) -> float:
    return math.hypot(math.dist(stop[0], inlet), max(0.0, stop[1] - INLET_ABOVE_GROUND_M))


def _past_m(a: XY, b: XY, point: XY) -> float:
    """Return how near the straight from ``a`` to ``b`` comes to ``point``."""
    way = (b[0] - a[0], b[1] - a[1])
    square = way[0] ** 2 + way[1] ** 2
    along = ((point[0] - a[0]) * way[0] + (point[1] - a[1]) * way[1]) / square if square else 0.0
    share = min(1.0, max(0.0, along))
    return math.dist((a[0] + way[0] * share, a[1] + way[1] * share), point)
