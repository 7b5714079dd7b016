"""From the votes of cells to one map: who agrees, and the simplest map that explains them.

Points and moves are (n, 2) as (x, y) in pixels; a map is a (2, 3) matrix.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.detectors.base import Bits

AGREEMENT_PX = 0.75
"""Votes this near to the map agree with it; on real pairs the agreeing ones lie .1 to .5 px off."""
PARSIMONY = 0.8
"""A richer map must bring the residual below this part of the simpler one's."""

Matrix = NDArray[np.float64]


def agreeing(points: Matrix, moves: Matrix) -> Bits:
    """Return which votes one similarity (or, of few, one shift) explains."""
    if len(points) >= 4:
        _, inside = cv2.estimateAffinePartial2D(
            points, points + moves, method=cv2.RANSAC, ransacReprojThreshold=AGREEMENT_PX
        )
        if inside is not None:
            chosen: Bits = inside.ravel().astype(bool)
            return chosen
    near = np.linalg.norm(moves[:, None] - moves[None], axis=2) < AGREEMENT_PX
    best: Bits = near[int(near.sum(axis=1).argmax())]
    return best


def simplest(points: Matrix, moves: Matrix) -> tuple[Matrix, float]:
    """Return the simplest map that explains the votes, and its residual."""
    best = np.eye(2, 3)
    best[:, 2] = moves.mean(axis=0)
    residual = _rms(best, points, moves)
    for least, fit in ((4, _similarity), (12, _affine)):
        if len(points) < least:
            break
        richer = fit(points, points + moves)
        left = _rms(richer, points, moves)
        if left < PARSIMONY * residual:
            best, residual = richer, left
    return best, residual


def _similarity(points: Matrix, targets: Matrix) -> Matrix:
    """Least squares of x' = a x - b y + c, y' = b x + a y + d."""
    x, y, one, zero = points[:, 0], points[:, 1], np.ones(len(points)), np.zeros(len(points))
    upper, lower = np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)
    known = np.concatenate([targets[:, 0], targets[:, 1]])
    a, b, c, d = np.linalg.lstsq(np.concatenate([upper, lower]), known, rcond=None)[0]
    return np.array([[a, -b, c], [b, a, d]])


def _affine(points: Matrix, targets: Matrix) -> Matrix:
    known = np.column_stack([points, np.ones(len(points))])
    return np.asarray(np.linalg.lstsq(known, targets, rcond=None)[0].T)


def moved(matrix: Matrix, points: Matrix) -> Matrix:
    """Return where a (2, 3) matrix takes (n, 2) points."""
    placed: Matrix = points @ matrix[:, :2].T + matrix[:, 2]
    return placed


def _rms(matrix: Matrix, points: Matrix, moves: Matrix) -> float:
    off = moved(matrix, points) - points - moves
    return float(np.sqrt((off**2).sum(axis=1).mean()))
