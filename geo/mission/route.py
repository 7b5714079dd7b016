"""Legs: stretches of way with photos, the common coin of all templates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.mission.lines import Line

Floats = NDArray[np.float64]
XY = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Leg:
    """A stretch flown without a stop, or one stop.

    ``points`` (n, 2) metres: one point is a stop with one photo. A longer leg takes a photo every
    ``every_m`` from its start on, the nose along the way; at a stop the nose points to ``yaw_deg``.
    """

    points: Floats
    pitch_deg: float
    every_m: float = 0.0
    yaw_deg: float = 0.0

    @property
    def start(self) -> XY:
        """Where the leg begins."""
        return float(self.points[0, 0]), float(self.points[0, 1])

    @property
    def end(self) -> XY:
        """Where it ends."""
        return float(self.points[-1, 0]), float(self.points[-1, 1])

    def reversed(self) -> Leg:
        """Return the leg flown the other way (nadir legs only keep what they see)."""
        return Leg(points=self.points[::-1], pitch_deg=self.pitch_deg, every_m=self.every_m)

    def shots(self) -> tuple[Floats, Floats]:
        """Return where photos are taken, (k, 2) metres, and the camera's yaws, (k,) degrees."""
        if len(self.points) == 1:
            return self.points, np.array([self.yaw_deg])
        steps = np.diff(self.points, axis=0)
        way = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
        at = np.arange(math.floor(way[-1] / self.every_m + 1e-6) + 1) * self.every_m
        x, y = (np.interp(at, way, self.points[:, axis]) for axis in (0, 1))
        piece = np.clip(np.searchsorted(way, at, side="right") - 1, 0, len(steps) - 1)
        yaws = np.degrees(np.arctan2(steps[piece, 0], steps[piece, 1])) % 360
        return np.column_stack([x, y]), yaws


def leg_of(line: Line, *, every_m: float, pitch_deg: float, back_m: float = 0.0) -> Leg:
    """Return the leg of a pass, a whole number of photo steps long, ``back_m`` behind it."""
    start, end = np.array(line.start), np.array(line.end)
    way = (end - start) / max(line.length_m, 1e-9)
    steps = max(1, math.ceil(line.length_m / every_m - 1e-9))
    spare = steps * every_m - line.length_m
    first = start - way * (spare / 2 + back_m)
    last = end + way * (spare / 2 - back_m)
    return Leg(points=np.stack([first, last]), pitch_deg=pitch_deg, every_m=every_m)


def joined(groups: Sequence[Sequence[Leg]], home: XY | None) -> list[Leg]:
    """Return the legs of all groups, the nearest group next, each from its nearer end if it may.

    Only groups that look straight down are turned round: the others see something else then.
    """
    left = [list(group) for group in groups if group]
    at = home if home is not None else (left[0][0].start if left else (0.0, 0.0))
    route: list[Leg] = []
    while left:
        choices = [(math.dist(at, g[0].start), i, False) for i, g in enumerate(left)]
        choices += [(math.dist(at, g[-1].end), i, True) for i, g in enumerate(left) if _may_turn(g)]
        _, index, turn = min(choices)
        group = left.pop(index)
        route += [leg.reversed() for leg in reversed(group)] if turn else group
        at = route[-1].end
    return route


def _may_turn(group: Sequence[Leg]) -> bool:
    return all(leg.pitch_deg <= -89.9 and len(leg.points) > 1 for leg in group)
