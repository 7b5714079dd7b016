"""Where two images of one place lie to each other: local phase correlations and a consensus.

Edges are compared, not grey values, since light, season and sensor change those: the gradient at
twice its angle, so that an edge counts the same whether it is dark on bright or bright on dark.
Cells spread over the scene are correlated with phase only (Kuglin and Hines 1975) under a
Gaussian low-pass, whose peak is a Gaussian of known width: its position is fitted to a few
hundredths of a pixel. Cells whose peak does not stand out do not vote; RANSAC throws out the
votes that changed ground gave; the simplest of shift, similarity and affine map that explains
the rest is taken. Points are pixel centres, x = column, y = row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from geo.errors import Refused
from imagery.detectors import correlation, mapping
from imagery.detectors.base import Bits, Plane
from imagery.detectors.correlation import Votes
from imagery.detectors.grid import Frame, grown
from imagery.detectors.mapping import Matrix

SMALLEST_SIDE = 64
"""Below this a scene has too few edges to tell a true peak from chance."""
FINE_CELL, COARSE_CELL = 128, 256
FINE_GRID, COARSE_GRID = 6, 2
LONE_PEAK = 10.0
"""How far a single cell's peak must stand out (in standard deviations) to be believed alone."""
LEAST_AGREEING = 0.25
"""Part of the clear votes that must agree: ground that changed moves in many directions."""

Reader = Callable[[Frame], tuple[Plane, Plane, Bits | None]]
"""Returns image, reference and what is stable (None: everything) on a frame; NaN is no data."""


@dataclass(frozen=True)
class Registration:
    """A map from image pixels to reference pixels, and what it rests on.

    ``matrix`` (2, 3) takes (x, y, 1) to the reference; ``residual_px`` is the root mean square
    of the agreeing cells' distances from it, ``shift_px`` the median length of their shifts.
    ``inliers`` of ``tiles`` cells agree. Not ``trusted``: nothing is known, the map is identity.
    """

    matrix: Matrix
    residual_px: float
    inliers: int
    tiles: int
    trusted: bool
    shift_px: float

    def at(self, row: int, col: int) -> Registration:
        """Return the same map for planes whose first pixel is (row, col) of this one's."""
        moved = self.matrix.copy()
        corner = np.array([col, row], float)
        moved[:, 2] = self.matrix[:, :2] @ corner + self.matrix[:, 2] - corner
        return replace(self, matrix=moved)

    @property
    def detail(self) -> dict[str, float | str]:
        """What a finding's detail says of the registration."""
        if not self.trusted:
            return {"shift_px": "unknown"}
        return {
            "shift_px": round(self.shift_px, 2),
            "registration_residual_px": round(self.residual_px, 2),
            "registration_cells": f"{self.inliers}/{self.tiles}",
        }


def unknown(tiles: int = 0) -> Registration:
    """Return the identity that nothing supports."""
    return Registration(np.eye(2, 3), float("nan"), 0, tiles, trusted=False, shift_px=0.0)


def register(image: Plane, reference: Plane, stable: Bits | None = None) -> Registration:
    """Register two (rows, cols) planes that lie nominally on one grid.

    Parameters
    ----------
    image, reference : float32 (rows, cols)
        The same or a similar band; NaN is no data.
    stable : bool (rows, cols), optional
        False where water, cloud, shadow or known change would mislead.
    """

    def read(frame: Frame) -> tuple[Plane, Plane, Bits | None]:
        kept = None if stable is None else cut(stable, frame, fill=False)
        return cut(image, frame, fill=np.nan), cut(reference, frame, fill=np.nan), kept

    return register_by(read, (image.shape[0], image.shape[1]))


def register_by(read: Reader, shape: tuple[int, int]) -> Registration:
    """Register scenes of any size: only the cells (at most 40 of 128-256 px a side) are read."""
    if min(shape) < SMALLEST_SIDE:
        return unknown()
    around = _consensus(_votes(read, shape, COARSE_CELL, COARSE_GRID, (0, 0)))
    votes = _votes(read, shape, FINE_CELL, FINE_GRID, around)
    return _fitted(votes)


def aligned(plane: Plane, registration: Registration) -> Plane:
    """Resample a reference plane onto the image's pixels (bilinear; NaN where there is none).

    Both begin at the same corner; for a block of a scene use :meth:`Registration.at`.
    """
    if not registration.trusted:
        return plane
    out: Any = cv2.warpAffine(
        plane.astype(np.float32, copy=False),
        registration.matrix,
        plane.shape[::-1],
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=float("nan"),
    )
    return np.asarray(out, np.float32)


def check(registration: Registration, limit_px: float) -> None:
    """Refuse two images that lie further apart than ``limit_px`` (``detect.misaligned``).

    What could not be measured is not refused: say ``detect.alignment_unknown`` then.
    """
    if registration.trusted and registration.shift_px > limit_px:
        raise Refused(
            "detect.misaligned", shift_px=f"{registration.shift_px:.1f}", limit_px=limit_px
        )


def cut(plane: Any, frame: Frame, *, fill: Any) -> Any:
    """Return a frame of an array (rows, cols), filled where it reaches beyond."""
    out = np.full(frame.shape, fill, plane.dtype)
    rows = slice(max(frame.row, 0), max(0, min(frame.row + frame.height, plane.shape[0])))
    cols = slice(max(frame.col, 0), max(0, min(frame.col + frame.width, plane.shape[1])))
    part = plane[rows, cols]
    down, right = rows.start - frame.row, cols.start - frame.col
    out[down : down + part.shape[0], right : right + part.shape[1]] = part
    return out


def _votes(
    read: Reader, shape: tuple[int, int], cell: int, most: int, around: tuple[int, int]
) -> Votes:
    """Correlate cells spread over the scene, the reference's shifted by ``around`` (x, y)."""
    side = min(cell, 1 << (min(shape).bit_length() - 1))
    margin = max(abs(around[0]), abs(around[1]))
    pairs, centres = [], []
    for row in _starts(shape[0], side, most):
        for col in _starts(shape[1], side, most):
            image, reference, stable = read(grown(Frame(row, col, side, side), margin))
            here = slice(margin, margin + side), slice(margin, margin + side)
            there = (
                slice(margin + around[1], margin + around[1] + side),
                slice(margin + around[0], margin + around[0] + side),
            )
            kept = (None, None) if stable is None else (stable[here], stable[there])
            pairs.append((image[here], kept[0], reference[there], kept[1]))
            centres.append((col + (side - 1) / 2, row + (side - 1) / 2))
    return correlation.votes(pairs, np.array(centres), np.array(around, float))


def _starts(length: int, side: int, most: int) -> list[int]:
    count = min(most, 1 + 2 * (length - side) // side)
    return [int(start) for start in np.linspace(0, length - side, count).round()]


def _consensus(votes: Votes) -> tuple[int, int]:
    """Return the whole-pixel shift that most cells stand near; none when no peak stands out."""
    moves = votes.moves[votes.clear]
    if not len(moves):
        return 0, 0
    near = np.linalg.norm(moves[:, None] - moves[None], axis=2) < 3
    best = moves[near[int(near.sum(axis=1).argmax())]].mean(axis=0)
    return round(float(best[0])), round(float(best[1]))


def _fitted(votes: Votes) -> Registration:
    points, moves = votes.centres[votes.clear], votes.moves[votes.clear]
    tiles = len(votes.moves)
    if not len(points):
        return unknown(tiles)
    kept = mapping.agreeing(points, moves)
    if not _believed(votes, kept):
        return unknown(tiles)
    matrix, residual = mapping.simplest(points[kept], moves[kept])
    lengths = np.linalg.norm(mapping.moved(matrix, points[kept]) - points[kept], axis=1)
    return Registration(
        matrix, residual, int(kept.sum()), tiles, trusted=True, shift_px=float(np.median(lengths))
    )


def _believed(votes: Votes, kept: Bits) -> bool:
    """Whether chance could not make so many cells agree; of under four, the peaks decide.

    Two random votes agree by chance in one of 10,000 cases (a circle of .75 px in 128 x 128).
    """
    count, clear = int(kept.sum()), len(kept)
    if len(votes.moves) < 4:
        return bool(votes.peaks[votes.clear][kept].max() >= LONE_PEAK)
    return count >= 4 and count >= LEAST_AGREEING * clear
