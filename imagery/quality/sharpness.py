"""How sharp a frame is, measured where there is texture; water and sky are not judged by it.

An edge blurred by a Gaussian of sigma s has, blurred once more by one pixel, a gradient smaller by
sqrt(1 + 1 / s^2): the ratio of the two tells s without knowing the edge's contrast (S. Zhuo and
T. Sim, Defocus map estimation from a single image, 2011). Measured cell by cell on the strongest
edges, after the noise's share is taken off. Motion smears one direction: the ratio of the two
gradient tensors has then one small and one large principal value.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import linalg

Grey = NDArray[np.uint8]
Plane = NDArray[np.float32]
Values = NDArray[np.float64]

CELL = 64
TEXTURE_LEVELS = 5.0
"""Spread of brightness between parts of a cell, in grey levels of 255; calm water stays below."""
KEPT_CONTRAST = 0.10
"""The least contrast of detail of 4 pixels (two light, two dark) that counts as resolved."""
BLUR_LIMIT_PX = math.sqrt(-math.log(KEPT_CONTRAST) * 16 / (2 * math.pi**2))
"""The Gaussian sigma that leaves this contrast: 1.37 pixels."""
MOTION_LIMIT_PX = 3.6
"""The length of a smear that leaves this contrast: sin(pi L / 4) / (pi L / 4) = 0.1."""
MOTION_RATIO = 1.3
"""How much softer one direction is than the other; still frames stay below 1.1."""
LEAST_CELLS, LEAST_TEXTURED = 12, 0.05
_COARSE = 8
_STRONGEST = 0.05
_QUARTER = 0.25
_QUIET = 0.1
_NOISE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
_EPSILON = 1e-6


@dataclass(frozen=True)
class Cells:
    """What was measured in each cell, in grey levels.

    ``spread`` (n,) between parts of the cell, ``noise`` (n,) sigma of what is finest in it,
    ``before`` and ``after`` (n, 3): mean gradient tensor (xx, xy, yy) of its strongest edges, as
    they are and blurred once more.
    """

    spread: Values
    noise: Values
    before: Values
    after: Values


@dataclass(frozen=True)
class Sharpness:
    """``blur_px``: sigma of the sharper quarter of the textured cells, None when not judged.

    ``textured``: share of cells with texture; ``motion_px``, ``motion_deg``: least length and
    direction (degrees clockwise from the picture's right, below 180) of a smear, None without.
    """

    textured: float
    blur_px: float | None = None
    motion_px: float | None = None
    motion_deg: float | None = None

    @property
    def contrast(self) -> float | None:
        """The contrast that detail of 4 pixels keeps, 0 to 1."""
        if self.blur_px is None:
            return None
        return math.exp(-2 * math.pi**2 * self.blur_px**2 / 16)


def measure(strip: Grey) -> Cells:
    """Measure a strip of a picture at full size; what is left over of whole cells is not seen."""
    rows, cols = strip.shape[0] // CELL, strip.shape[1] // CELL
    if not rows or not cols:
        return Cells(np.empty(0), np.empty(0), np.empty((0, 3)), np.empty((0, 3)))
    grey = np.asarray(strip[: rows * CELL, : cols * CELL], np.float32)
    before = _tensor(grey)
    after = _tensor(np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0)))
    best = _strongest(after[0] + after[2])
    coarse = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    finest = _cells(np.abs(cv2.filter2D(grey, -1, _NOISE)), CELL).mean(axis=1)
    return Cells(
        spread=_cells(np.asarray(coarse), CELL // _COARSE).std(axis=1).astype(float),
        noise=finest.astype(float) * math.sqrt(math.pi / 2) / 6,
        before=_means(before, best),
        after=_means(after, best),
    )


def _tensor(grey: NDArray[np.floating]) -> list[Plane]:
    """Return the products xx, xy, yy of the gradient, each (cells, pixels of a cell)."""
    x = np.asarray(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3))
    y = np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3))
    return [_cells(product, CELL) for product in (x * x, x * y, y * y)]


def _cells(plane: NDArray[np.floating], side: int) -> Plane:
    rows, cols = plane.shape[0] // side, plane.shape[1] // side
    cells = plane.reshape(rows, side, cols, side).swapaxes(1, 2)
    return np.asarray(cells.reshape(rows * cols, side * side), dtype=np.float32)


def _strongest(energy: Plane) -> NDArray[np.intp]:
    count = int(_STRONGEST * energy.shape[1])
    return np.argpartition(energy, -count, axis=1)[:, -count:]


def _means(planes: list[Plane], best: NDArray[np.intp]) -> Values:
    return np.column_stack([np.take_along_axis(p, best, 1).mean(axis=1) for p in planes]).astype(
        float
    )


def joined(parts: Iterable[Cells]) -> Cells:
    """Return the cells of several strips as one."""
    strips_ = list(parts)
    names = ("spread", "noise", "before", "after")
    return Cells(*(np.concatenate([getattr(p, name) for p in strips_]) for name in names))


def sharpness(cells: Cells) -> Sharpness:
    """Return how sharp the textured cells are."""
    good = cells.spread >= TEXTURE_LEVELS
    textured = float(good.mean()) if good.size else 0.0
    if good.sum() < LEAST_CELLS or textured < LEAST_TEXTURED:
        return Sharpness(textured)
    quiet = float(np.quantile(cells.noise, _QUIET)) ** 2
    before = _without(cells.before[good], quiet * _GAIN[0])
    after = _without(cells.after[good], quiet * _GAIN[1])
    blur = _sigma(before[:, 0] + before[:, 2], after[:, 0] + after[:, 2])
    return Sharpness(textured, float(np.quantile(blur, _QUARTER)), *_motion(before, after))


def _gains() -> tuple[float, float]:
    """Return the gradient energy of white noise of sigma 1 along one axis, before and after."""
    line = np.exp(-(np.arange(-4.0, 5.0) ** 2) / 2)
    kernel = np.outer(line, line) / line.sum() ** 2
    after = cv2.filter2D(cv2.copyMakeBorder(kernel, 2, 2, 2, 2, cv2.BORDER_CONSTANT), -1, _SOBEL)
    return float((_SOBEL**2).sum()), float((np.asarray(after) ** 2).sum())


_GAIN = _gains()


def _without(tensors: Values, noise: float) -> Values:
    """Take the noise's share off, leaving at least a tenth."""
    own = np.maximum(tensors - noise * np.array([1.0, 0.0, 1.0]), tensors * [0.1, 1.0, 0.1])
    return np.asarray(own)


def _sigma(before: Values, after: Values) -> Values:
    ratio = before / np.maximum(after, _EPSILON)
    sigma: Values = 1 / np.sqrt(np.maximum(ratio - 1, 1e-3))
    return sigma


def _motion(before: Values, after: Values) -> tuple[float | None, float | None]:
    """Return least length and direction of a smear, from the tensors of all cells together."""
    weight = 1 / np.maximum(after[:, 0] + after[:, 2], _EPSILON)
    xx, xy, yy = (before * weight[:, None]).mean(axis=0)
    after_xx, after_xy, after_yy = (after * weight[:, None]).mean(axis=0)
    if after_xx * after_yy <= after_xy**2 * (1 + 1e-6):
        return None, None
    ratios, ways = linalg.eigh([[xx, xy], [xy, yy]], [[after_xx, after_xy], [after_xy, after_yy]])
    soft, crisp = 1 / np.sqrt(np.maximum(ratios - 1, 1e-3))
    length = math.sqrt(12 * max(soft**2 - crisp**2, 0.0))
    if soft < MOTION_RATIO * crisp or length < MOTION_LIMIT_PX:
        return None, None
    return length, math.degrees(math.atan2(ways[1, 0], ways[0, 0])) % 180.0


def strips(grey: Grey, rows: int = 128, every: int = 512) -> Iterator[Grey]:
    """Yield some rows of a picture, a quarter of it: enough to judge by."""
    if grey.shape[0] <= every:
        yield grey
        return
    for top in range(0, grey.shape[0] - rows + 1, every):
        yield grey[top : top + rows]
