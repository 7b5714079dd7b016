"""The horizon around the inlet in bins of one degree: open, blocked, or not seen (rule A-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.detectors.base import Bits
from imagery.detectors.obstacles.judging import Part, View
from imagery.detectors.obstacles.metric import Metres
from imagery.detectors.obstacles.params import BINS, PARAMS


@dataclass(frozen=True)
class Arc:
    """What stands around the inlet; bin n covers azimuths n to n + 1 degrees, clockwise.

    ``angle_deg`` (360,) is the worst elevation angle of a bin (0 when nothing rises above the
    inlet), ``blocked`` where that obstacle is too high for its distance, ``unseen`` where some
    ground within reach has no height and nothing else blocks. ``seen_to_m`` is how far every
    direction is seen.
    """

    angle_deg: Metres
    blocked: Bits
    unseen: Bits
    assessed: float
    seen_to_m: float

    @property
    def open(self) -> Bits:
        """Bins that are seen and pass."""
        bits: Bits = ~self.blocked & ~self.unseen
        return bits

    @property
    def longest_open_deg(self) -> int:
        """The longest unbroken run of open bins, across north too."""
        return longest_run(self.open)

    @property
    def worst_azimuth_deg(self) -> float | None:
        """The middle of the bin with the steepest obstacle; None when nothing rises."""
        worst = int(np.argmax(self.angle_deg))
        return worst + 0.5 if self.angle_deg[worst] > 0 else None

    def verdict(self, limit_deg: float) -> str:
        """``pass``, ``fail``, or ``unknown`` when what is not seen could decide."""
        seen = int(self.open.sum())
        if seen >= limit_deg:
            return "pass"
        return "fail" if seen + int(self.unseen.sum()) < limit_deg else "unknown"


def look_around(view: View) -> Arc:
    """Take the worst obstacle of every bin within 100 m, block by block."""
    reach = PARAMS["reach_m"]
    steepest = np.zeros(BINS)
    blocked, holes = np.zeros(BINS, bool), np.zeros(BINS, bool)
    seen, total, nearest = 0, 0, reach
    for part in view.parts(view.metric.frame(reach)):
        within = part.away_m <= reach
        hole = within & ~part.known
        total, seen = total + int(within.sum()), seen + int((within & part.known).sum())
        if hole.any():
            nearest = min(nearest, float(part.away_m[hole].min()))
            holes |= touched(view, part, hole)
        rising = within & (part.above_m > 0) & ~_own(view, part)
        if rising.any():
            _raise(steepest, blocked, view, part, rising)
    return Arc(steepest, blocked, holes & ~blocked, seen / max(total, 1), nearest)


def touched(view: View, part: Part, bits: Bits) -> Bits:
    """Return the bins (360,) in which marked pixels lie."""
    out = np.zeros(BINS, bool)
    for bins, _ in _walk(view, part, bits):
        out[bins] = True
    return out


def longest_run(bits: Bits) -> int:
    """Return the longest run of true bins on the circle."""
    if bits.all():
        return int(bits.size)
    start = int(np.argmin(bits))
    rolled = np.concatenate([np.roll(bits, -start), [False]])
    ends = np.flatnonzero(~rolled)
    return int(np.diff(np.concatenate([[-1], ends])).max()) - 1


def _own(view: View, part: Part) -> Bits:
    """Pixels of the own mast: they rise within reach but are spared as too high."""
    rising = (part.above_m > 0) & (part.away_m <= PARAMS["own_radius_m"])
    spared: Bits = rising & ~part.too_high & (part.away_m < PARAMS["ratio"] * part.above_m)
    return spared if view.own.any() else np.zeros_like(rising)


def _raise(steepest: Metres, blocked: Bits, view: View, part: Part, rising: Bits) -> None:
    angle, high = part.angle_deg[rising].astype(np.float64), part.too_high[rising]
    for bins, chosen in _walk(view, part, rising):
        np.maximum.at(steepest, bins, angle[chosen])
        blocked[bins[high[chosen]]] = True


def _walk(view: View, part: Part, bits: Bits) -> Any:
    """Yield (bins, numbers of pixels that lie in them), each pixel's n-th bin in the n-th turn."""
    first, last = _spans(view, part.east[bits], part.north[bits])
    chosen = np.arange(first.size)
    step = 0
    while chosen.size:
        yield (first[chosen] + step) % BINS, chosen
        step += 1
        chosen = chosen[first[chosen] + step <= last[chosen]]


def _spans(view: View, east: Metres, north: Metres) -> tuple[NDArray[Any], NDArray[Any]]:
    """First and last bin of each pixel as seen from the inlet; last may exceed 359.

    A pixel lies in the bin of its centre and in every bin whose middle it covers: wide near
    pixels leave no gaps, narrow far ones do not grow.
    """
    middle = np.degrees(np.arctan2(east, north))
    low, high = np.zeros_like(middle), np.zeros_like(middle)
    for right, up in view.metric.corners:
        turn = np.degrees(np.arctan2(east + right, north + up)) - middle
        turn = (turn + 180) % 360 - 180
        low, high = np.minimum(low, turn), np.maximum(high, turn)
    own = np.floor(middle)
    first = np.minimum(own, np.ceil(middle + low - 0.5)).astype(np.int64)
    last = np.maximum(own, np.floor(middle + high - 0.5)).astype(np.int64)
    under = np.all(np.abs(_pixels(view, east, north)) <= 0.5, axis=0)
    return np.where(under, 0, first), np.where(under, BINS - 1, last)


def _pixels(view: View, east: Metres, north: Metres) -> Metres:
    """Columns and rows (2, n) between the inlet and pixel centres."""
    return np.asarray(np.linalg.solve(view.metric.terms[:, :2], np.stack([east, north])))
