"""The map from a photo's pixels to the ground through points that a person matched.

A similarity (4 unknowns) is what a picture straight down on flat ground is; an affine map
(6 unknowns) is taken only where it predicts points it was not fitted to clearly better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BETTER = 0.7
"""An affine map must leave at most this part of the similarity's error on left-out points."""
FLATTEST = 0.02
"""Smallest spread across the points' main direction, as a part of the spread along it."""


@dataclass(frozen=True)
class Fit:
    """``matrix`` (3, 3) takes (x, y, 1) in pixels to (east, north, 1) in metres.

    ``residual_m`` is the root mean square of what the points miss by, over the degrees of
    freedom; ``worst`` the index of the point that is missed most.
    """

    matrix: Floats
    kind: str
    residual_m: float
    worst: int

    @property
    def gsd_m(self) -> float:
        """Metres of ground a pixel covers, in the geometric mean of both directions."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:2, :2]))))


def fitted(pixels: Floats, ground: Floats) -> Fit:
    """Return the simplest map that explains the points.

    Parameters
    ----------
    pixels : (n, 2) float
        Column and row, n >= 3, not on a line (see :func:`spread`).
    ground : (n, 2) float
        East and north in metres.
    """
    simple = _measured("similarity", similarity(pixels, ground), pixels, ground)
    if len(pixels) < 4:
        return simple
    loose = _left_out(affine, pixels, ground)
    if loose < BETTER * _left_out(similarity, pixels, ground):
        return _measured("affine", affine(pixels, ground), pixels, ground)
    return simple


def spread(points: Floats) -> float:
    """Return the points' spread across their main direction as a part of that along it, 0-1."""
    sizes = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    return float(sizes[1] / sizes[0]) if sizes[0] > 0 else 0.0


def similarity(pixels: Floats, ground: Floats) -> Floats:
    """Return the least-squares map of scale, turn and shift; rows count downwards."""
    x, y = pixels[:, 0], -pixels[:, 1]
    zero, one = np.zeros_like(x), np.ones_like(x)
    east = np.stack([x, -y, one, zero], axis=1)
    north = np.stack([y, x, zero, one], axis=1)
    a, b, e, n = np.linalg.lstsq(np.vstack([east, north]), ground.T.ravel(), rcond=None)[0]
    return np.array([[a, b, e], [b, -a, n], [0, 0, 1]], dtype=float)


def affine(pixels: Floats, ground: Floats) -> Floats:
    """Return the least-squares affine map."""
    design = np.column_stack([pixels, np.ones(len(pixels))])
    rows = np.linalg.lstsq(design, ground, rcond=None)[0].T
    return np.vstack([rows, [0.0, 0.0, 1.0]])


def moved(matrix: Floats, points: Floats) -> Floats:
    """Take (n, 2) pixels to (n, 2) metres."""
    there = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(there[:, :2] / there[:, 2:])


def _measured(kind: str, matrix: Floats, pixels: Floats, ground: Floats) -> Fit:
    missed = np.linalg.norm(moved(matrix, pixels) - ground, axis=1)
    free = 2 * len(pixels) - (4 if kind == "similarity" else 6)
    residual = float(np.sqrt((missed**2).sum() / max(1, free)))
    return Fit(matrix, kind, residual, int(missed.argmax()))


def _left_out(how: Callable[[Floats, Floats], Floats], pixels: Floats, ground: Floats) -> float:
    """Return the root mean square error on each point by the map of all others."""
    errors = []
    for index in range(len(pixels)):
        kept = np.arange(len(pixels)) != index
        matrix = how(pixels[kept], ground[kept])
        errors.append(moved(matrix, pixels[index : index + 1])[0] - ground[index])
    return float(np.sqrt((np.array(errors) ** 2).sum(axis=1).mean()))
