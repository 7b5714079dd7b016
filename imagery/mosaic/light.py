"""Evens the light: one factor a frame and channel from the overlaps, one shared fall-off.

The factor multiplies exposure along a curve that saturates, 1 - exp(-exposure), so that what is
white stays white whatever the factor. Solved in logarithms, robustly: glints on water and moving
shadows must not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import lsqr

from imagery.mosaic.features import Features
from imagery.mosaic.ground import lattice
from imagery.mosaic.pose import Placed
from imagery.mosaic.sampling import inside, sampled

_DARKEST, _BRIGHTEST = 8.0, 245.0
_LEAST_SHARED = 20
_NEIGHBOURS = 10
_GAIN_LIMIT, _FALL_LIMIT = 0.7, 0.4
_ROUNDS = 5
_FARTHEST = 1.2  # beyond the corners nothing is shown

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Light:
    """What each frame's exposure is multiplied with.

    ``gain`` (n, 3) BGR; ``fall``: a value at radius r (1 in the corners) gains exp(fall r^2).
    """

    gain: Floats
    fall: float

    def table(self, index: int) -> NDArray[np.float32]:
        """Return (1, 256, 3): the evened value of every value of frame ``index``."""
        dark = 1 - np.arange(256)[:, None] / 255
        return np.asarray(255 * (1 - dark ** self.gain[index]), np.float32)[None]

    def lifted(self, placed: Placed, pixels: Floats) -> Floats:
        """Return (m,) factors that undo the fall towards the corners."""
        inside = np.minimum(radius2(placed, pixels), _FARTHEST)
        return np.asarray(np.exp(self.fall * inside), np.float64)


@dataclass(frozen=True)
class _Overlaps:
    first: Ints
    second: Ints
    steps: Floats  # (p, 3) log(first) - log(second), median of the overlap
    fall: Floats  # (p,) median difference of r^2


def evened(placed: Sequence[Placed], features: Sequence[Features]) -> Light:
    """Return the factors that make overlapping frames agree; their mean change is none."""
    overlaps, slope = _overlaps(placed, features)
    fall = float(np.clip(slope, 0.0, _FALL_LIMIT))
    gain = np.zeros((len(placed), 3))
    if len(overlaps.first):
        for channel in range(3):
            steps = overlaps.steps[:, channel] + fall * overlaps.fall
            gain[:, channel] = _solved(len(placed), overlaps.first, overlaps.second, steps)
    gain -= np.median(gain, axis=0)
    return Light(np.exp(np.clip(gain, -_GAIN_LIMIT, _GAIN_LIMIT)), fall)


def radius2(placed: Placed, pixels: Floats) -> Floats:
    """Return (n,) squared distance from the middle: 1 in the corners."""
    half = np.array(placed.size) / 2
    return np.asarray(np.sum(np.square(pixels - half), axis=1) / np.sum(half**2), np.float64)


def _overlaps(placed: Sequence[Placed], features: Sequence[Features]) -> tuple[_Overlaps, float]:
    """Compare each frame with its neighbours; also how values fall towards the corners."""
    places = [lattice(p) for p in placed]
    xy = np.array([p.xy for p in placed])
    first, second, steps, falls, slopes = [], [], [], [], []
    for i, here in enumerate(placed):
        near = np.argsort(np.hypot(*(xy - here.xy).T), kind="stable")[1 : _NEIGHBOURS + 1]
        for j in near:
            got = _compared((here, features[i]), (placed[j], features[j]), places[i])
            if got is not None:
                first.append(i)
                second.append(int(j))
                steps.append(got[0])
                falls.append(got[1])
                slopes.append(got[2])
    found = _Overlaps(
        np.array(first, np.int64),
        np.array(second, np.int64),
        np.array(steps).reshape(-1, 3),
        np.array(falls),
    )
    return found, -float(np.median(slopes)) if slopes else 0.0


def _compared(
    one: tuple[Placed, Features], two: tuple[Placed, Features], places: tuple[Floats, Floats]
) -> tuple[Floats, float, float] | None:
    pixels, ground = places
    there = two[0].pixels(ground)
    seen = inside(two[0], there, ground)
    if seen.sum() < _LEAST_SHARED:
        return None
    a = sampled(one[1].small, pixels[seen], one[0].size)
    b = sampled(two[1].small, there[seen], two[0].size)
    good = (np.minimum(a, b) > _DARKEST).all(axis=1) & (np.maximum(a, b) < _BRIGHTEST).all(axis=1)
    if good.sum() < _LEAST_SHARED:
        return None
    ratio = np.log(_exposure(a[good]) / _exposure(b[good]))
    spread = radius2(one[0], pixels[seen][good]) - radius2(two[0], there[seen][good])
    step, middle = np.median(ratio, axis=0), float(np.median(spread))
    off, wide = (ratio - step).mean(axis=1), spread - middle
    weight = 1 / (1 + np.square(off / 0.1))
    slope = float(np.sum(weight * wide * off) / max(np.sum(weight * wide**2), 1e-9))
    return step, middle, slope


def _exposure(values: Floats) -> Floats:
    return np.asarray(-np.log1p(-values / 255), np.float64)


def _solved(n: int, first: Ints, second: Ints, steps: Floats) -> Floats:
    """Return log gains g with g[second] - g[first] near ``steps``, each near 0."""
    gain, m = np.zeros(n), len(first)
    row = np.arange(m)
    for _ in range(_ROUNDS):
        off = steps - gain[second] + gain[first]
        weight = 1 / np.sqrt(1 + np.square(off / 0.05))
        data = np.concatenate((weight, -weight, np.full(n, 0.1)))
        rows = np.concatenate((row, row, m + np.arange(n)))
        cols = np.concatenate((second, first, np.arange(n)))
        matrix = coo_matrix((data, (rows, cols)), shape=(m + n, n)).tocsr()
        gain = lsqr(matrix, np.concatenate((weight * steps, np.zeros(n))))[0]
    return np.asarray(gain, np.float64)
