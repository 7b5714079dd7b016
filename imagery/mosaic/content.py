"""Whether a frame shows what others show at the same place, however its place was found."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.features import Features
from imagery.mosaic.ground import lattice
from imagery.mosaic.pose import Placed
from imagery.mosaic.sampling import inside, sampled

_LEAST_SHARED, _LEAST_POINTS = 0.08, 60
_LEAST_CORRELATION = 0.5
_CALM, _COLOUR = 12.0, 30.0
_SEARCH_M, _SEARCH_STEPS = 6.0, 5
_BLUR_PX = 2.0
_LATTICE = 41

Floats = NDArray[np.float64]
View = tuple[Placed, Features]


def verdict(mine: View, others: Sequence[View]) -> str:
    """Return ``mosaic.no_ties`` when the frame may lie there, else why it may not.

    ``mosaic.no_neighbour``: too little of it is seen by others. ``mosaic.does_not_fit``: others
    show something else there. Calm colour that agrees (water) fits without correlation.
    """
    pixels, ground = lattice(mine[0], _LATTICE)
    shared = np.zeros(len(ground), bool)
    best, calm, colour = -1.0, True, []
    for other in others:
        there = other[0].pixels(ground)
        seen = inside(other[0], there, ground)
        shared |= seen
        if seen.sum() < _LEAST_POINTS:
            continue
        a, b = _values(mine, pixels[seen]), _values(other, there[seen])
        colour.append(float(np.median(np.abs(a - b))))
        calm &= bool(max(a.mean(axis=1).std(), b.mean(axis=1).std()) < _CALM)
        best = max(best, _correlation(a.mean(axis=1), ground[seen], other))
    if shared.mean() < _LEAST_SHARED or not colour:
        return "mosaic.no_neighbour"
    fits = best > _LEAST_CORRELATION or (calm and min(colour) < _COLOUR)
    return "mosaic.no_ties" if fits else "mosaic.does_not_fit"


def _values(view: View, pixels: Floats) -> Floats:
    soft = cv2.GaussianBlur(view[1].small, (0, 0), _BLUR_PX)
    return sampled(soft, pixels, view[0].size)


def _correlation(own: Floats, ground: Floats, other: View) -> float:
    """Return the best correlation of brightness within the uncertainty of a GPS place."""
    steps = np.linspace(-_SEARCH_M, _SEARCH_M, 2 * _SEARCH_STEPS + 1)
    soft = cv2.GaussianBlur(other[1].small, (0, 0), _BLUR_PX)
    best = -1.0
    for move in np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2):
        there = other[0].pixels(ground + move)
        seen = inside(other[0], there, ground + move)
        values = sampled(soft, there, other[0].size).mean(axis=1)
        if seen.sum() >= _LEAST_POINTS and min(own[seen].std(), values[seen].std()) > 1:
            best = max(best, float(np.corrcoef(own[seen], values[seen])[0, 1]))
    return best
