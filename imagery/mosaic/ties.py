"""Points two frames share: nearest words, then a similarity, then a homography.

The similarity (RANSAC, wide) finds how two levelled pictures lie to each other; the homography
(MAGSAC, narrow) keeps what a plane explains: trees that lean are left out here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.camera import tangents
from imagery.mosaic.features import SIDE_PX, Features, rooted
from imagery.mosaic.known import Known
from imagery.mosaic.pose import slopes

LEAST = 15
MOST = 120
HELD_OUT = 0.2
_RATIO, _ROWS = 0.8, 800
_UNIT = 1000.0
_WIDE = 22.0  # thousandths of the focal length: relief of a tenth of the height passes
_NARROW_PX = 1.3  # of the picture the points were found in; trees beyond it are relief, not ties
_SCALES = (0.6, 1.6)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """Ties of two frames.

    ``first``/``second`` index the frames; ``a``/``b`` (n, 2) tangents in each; ``held`` (n,) marks
    ties kept out of every fit. Levelled slopes (east + i north of heading 0) obey
    ``second = turn * first + move``: ``turn`` holds the ratio of heights and the difference of
    headings.
    """

    first: int
    second: int
    a: Floats
    b: Floats
    held: NDArray[np.bool_]
    turn: complex
    move: complex

    def __len__(self) -> int:
        return len(self.a)


def tied(
    indices: tuple[int, int],
    known: tuple[Known, Known],
    features: tuple[Features, Features],
    most: int = MOST,
) -> Pair | None:
    """Return up to ``most`` ties of two frames, None when they share too little to be sure."""
    matches = matched(features[0].words, features[1].words)
    if len(matches) < LEAST:
        return None
    a = tangents(known[0].lens, features[0].points[matches[:, 0]])
    b = tangents(known[1].lens, features[1].points[matches[:, 1]])
    seen = np.isfinite(np.hstack((a, b))).all(axis=1)
    a, b = a[seen], b[seen]
    sides = zip(known, (a, b), strict=True)
    flat = [slopes(k.levelled.axes, t).astype(np.float32) * _UNIT for k, t in sides]
    rough = _similar(flat[0], flat[1])
    if rough is None:
        return None
    keep = _plane(flat[0], flat[1], rough[2], max(map(_narrow, known)))
    if keep.sum() < LEAST:
        return None
    rng = np.random.default_rng(indices)
    chosen = _spread(flat[0], np.flatnonzero(keep), rng, most)
    held = rng.permutation(len(chosen)) < round(HELD_OUT * len(chosen))
    return Pair(*indices, a[chosen], b[chosen], held, rough[0], rough[1])


def matched(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return (m, 2) index pairs that are each other's nearest, clearly nearer than the next."""
    if min(len(first), len(second)) < 2:
        return np.empty((0, 2), np.int64)
    a, b = rooted(first), rooted(second).T
    best = np.empty(len(a), np.int64)
    clear = np.empty(len(a), np.bool_)
    back, closest = np.zeros(len(second), np.int64), np.full(len(second), -1.0, np.float32)
    for start in range(0, len(a), _ROWS):
        alike = a[start : start + _ROWS] @ b
        rows = np.arange(len(alike))
        nearest = alike.argmax(axis=0)
        column = alike[nearest, np.arange(len(second))]
        back = np.where(column > closest, nearest + start, back)
        closest = np.maximum(column, closest)
        best[start + rows] = alike.argmax(axis=1)
        top = alike[rows, best[start + rows]]
        alike[rows, best[start + rows]] = -1.0
        clear[start + rows] = 1 - top < _RATIO**2 * (1 - alike.max(axis=1))
    kept = np.flatnonzero(clear & (back[best] == np.arange(len(a))))
    return np.column_stack((kept, best[kept])).astype(np.int64)


def _similar(
    first: NDArray[np.float32], second: NDArray[np.float32]
) -> tuple[complex, complex, NDArray[np.bool_]] | None:
    matrix, inside = cv2.estimateAffinePartial2D(
        first, second, method=cv2.RANSAC, ransacReprojThreshold=_WIDE, confidence=0.999
    )
    if matrix is None or inside is None or inside.sum() < LEAST:
        return None
    turn = complex(matrix[0, 0], matrix[1, 0])
    move = complex(matrix[0, 2], matrix[1, 2]) / _UNIT
    if not _SCALES[0] < abs(turn) < _SCALES[1]:
        return None
    return turn, move, inside.ravel().astype(bool)


def _narrow(known: Known) -> float:
    focal_px = known.lens.central_px * min(1.0, SIDE_PX / max(known.lens.width, known.lens.height))
    return _NARROW_PX / focal_px * _UNIT


def _plane(
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    inside: NDArray[np.bool_],
    narrow: float,
) -> NDArray[np.bool_]:
    """Return which of the points one plane explains."""
    kept = np.flatnonzero(inside)
    keep = np.zeros(len(first), bool)
    matrix, mask = cv2.findHomography(first[kept], second[kept], cv2.USAC_MAGSAC, narrow)
    if matrix is not None and mask is not None:
        keep[kept[mask.ravel().astype(bool)]] = True
    return keep


def _spread(
    flat: NDArray[np.float32], kept: NDArray[np.int64], rng: np.random.Generator, most: int
) -> NDArray[np.int64]:
    """Return at most ``most`` of the points, spread over the shared ground."""
    kept = rng.permutation(kept)
    low, high = flat[kept].min(axis=0), flat[kept].max(axis=0)
    cells = np.minimum((flat[kept] - low) / np.maximum(high - low, 1e-6) * 8, 7).astype(int)
    number = cells[:, 0] * 8 + cells[:, 1]
    order = np.argsort(number, kind="stable")
    starts = np.searchsorted(number[order], number[order])
    rank = np.empty(len(kept), int)
    rank[order] = np.arange(len(kept)) - starts
    return np.sort(kept[np.argsort(rank, kind="stable")[:most]])
