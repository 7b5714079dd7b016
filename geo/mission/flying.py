"""From legs to waypoints: heights over the relief, turns, speed, time, batteries."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from geo.mission.model import Camera
from geo.mission.route import XY, Leg
from geo.mission.terrain import Relief

Floats = NDArray[np.float64]
_SHUTTER_S = 1 / 800
_CRUISE_M_S = 12.0
_ACCELERATION_M_S2 = 2.5
_CLIMB_M_S, _SINK_M_S = 3.0, 2.0
_YAW_DEG_S = 60.0
_SETTLE_S = 1.5
_PHOTO_STOP_S = 2.0
_RESERVE = 0.3
_SAMPLE_M = 10.0
_FOLLOW_M = 2.0


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A waypoint in metres: ``height_m`` absolute; ``first`` and ``last`` of its leg."""

    xy: XY
    height_m: float
    agl_m: float
    yaw_deg: float
    leg: Leg
    first: bool
    last: bool


def speed_of(camera: Camera, gsd_m: float, every_m: float) -> float:
    """Return metres a second: photos in time, under a pixel of blur at 1/800 s, 12 at most."""
    steady = min(camera.speed_m_s, _CRUISE_M_S, gsd_m / _SHUTTER_S)
    return min(steady, every_m / camera.interval_s) if every_m else steady


def marks(legs: Sequence[Leg], agl_m: float, relief: Relief) -> list[Mark]:
    """Return the waypoints of all legs; more within a leg where the ground is uneven."""
    return [mark for leg in legs for mark in _marks(leg, agl_m, relief)]


def _marks(leg: Leg, agl_m: float, relief: Relief) -> Iterator[Mark]:
    points = _following(leg.points, relief)
    ground = relief.heights(points)
    yaws = _yaws(points) if len(points) > 1 else np.array([leg.yaw_deg])
    last = len(points) - 1
    for i, (point, height) in enumerate(zip(points, ground, strict=True)):
        yield Mark(
            xy=(float(point[0]), float(point[1])),
            height_m=float(height) + agl_m,
            agl_m=agl_m,
            yaw_deg=float(yaws[i]),
            leg=leg,
            first=i == 0,
            last=i == last,
        )


def _yaws(points: Floats) -> Floats:
    steps = np.diff(points, axis=0)
    yaws = np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360
    return np.append(yaws, yaws[-1])


def _following(points: Floats, relief: Relief) -> Floats:
    """Return the points with others between, so that height follows the ground within 2 m."""
    if relief.terrain is None or len(points) == 1:
        return points
    pieces = [_bent(a, b, relief) for a, b in itertools.pairwise(points)]
    return np.concatenate([*pieces, points[-1:]])


def _bent(a: Floats, b: Floats, relief: Relief) -> Floats:
    """Return ``a`` and the points between it and ``b`` at which the flight path must bend."""
    count = max(2, math.ceil(math.dist(a, b) / _SAMPLE_M) + 1)
    share = np.linspace(0, 1, count)
    points = a + (b - a) * share[:, None]
    ground = relief.heights(points)
    keep, stack = {0}, [(0, count - 1)]
    while stack:
        low, high = stack.pop()
        straight = np.interp(share[low : high + 1], share[[low, high]], ground[[low, high]])
        off = np.abs(ground[low : high + 1] - straight)
        worst = int(off.argmax())
        if off[worst] > _FOLLOW_M and 0 < worst < high - low:
            keep.add(low + worst)
            stack += [(low, low + worst), (low + worst, high)]
    return points[sorted(keep)]


def length_m(path: Sequence[tuple[XY, float]]) -> float:
    """Return the way through (xy, height) points in metres, in space."""
    return sum(math.dist((*a[0], a[1]), (*b[0], b[1])) for a, b in itertools.pairwise(path))


def path_of(found: Sequence[Mark], home: XY, ground_m: float) -> list[tuple[XY, float]]:
    """Return the whole way: up from home, the waypoints, back over home and down."""
    if not found:
        return []
    up, down = (home, found[0].height_m), (home, found[-1].height_m)
    between = [(mark.xy, mark.height_m) for mark in found]
    return [(home, ground_m), up, *between, down, (home, ground_m)]


def time_s(found: Sequence[Mark], path: Sequence[tuple[XY, float]], speed_m_s: float) -> float:
    """Return the seconds from take-off to landing: legs, stops, turns, climbs."""
    stops = [True, True, *(m.first or m.last for m in found), True, True]
    total, run = 0.0, 0.0
    for (a, b), stop in zip(itertools.pairwise(path), stops[1:], strict=True):
        flat = math.dist(a[0], b[0])
        rise = b[1] - a[1]
        vertical = rise / _CLIMB_M_S if rise > 0 else -rise / _SINK_M_S
        run += flat
        total += max(0.0, vertical - flat / speed_m_s)
        if stop:
            total += _straight_s(run, speed_m_s)
            run = 0.0
    return total + _standing_s(found)


def _straight_s(way_m: float, speed_m_s: float) -> float:
    """Return the seconds of a way from rest to rest."""
    full = speed_m_s**2 / _ACCELERATION_M_S2
    if way_m >= full:
        return way_m / speed_m_s + speed_m_s / _ACCELERATION_M_S2
    return 2 * math.sqrt(way_m / _ACCELERATION_M_S2)


def _standing_s(found: Sequence[Mark]) -> float:
    total = 0.0
    for a, b in itertools.pairwise(found):
        turn = abs((b.yaw_deg - a.yaw_deg + 180) % 360 - 180)
        if a.last and turn > 5:
            total += turn / _YAW_DEG_S + _SETTLE_S
    return total + _PHOTO_STOP_S * sum(m.first and m.last for m in found)


def check_reach(camera: Camera, reach_m: float, agl_m: float) -> None:
    """Refuse a take-off point from which one battery does not reach the farthest point and back.

    Raises
    ------
    Refused
        ``mission.home_too_far``.
    """
    usable = camera.minutes * 60 * (1 - _RESERVE)
    least = 2 * reach_m / _CRUISE_M_S + agl_m / _CLIMB_M_S + agl_m / _SINK_M_S
    if least > usable:
        minutes = {"needed_min": round(least / 60), "usable_min": round(usable / 60)}
        raise Refused("mission.home_too_far", reach_km=round(reach_m / 1000, 1), **minutes)


def batteries(camera: Camera, seconds: float, reach_m: float, agl_m: float) -> int:
    """Return how many batteries the flight takes with 30 % left in each.

    Each after the first costs a way home and out again of ``reach_m`` and a climb.
    """
    usable = camera.minutes * 60 * (1 - _RESERVE)
    if seconds <= usable:
        return 1
    swap = 2 * reach_m / _CRUISE_M_S + agl_m / _CLIMB_M_S + agl_m / _SINK_M_S
    return math.ceil((seconds - swap) / max(usable - swap, usable / 10))
