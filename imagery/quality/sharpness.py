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

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]
Values = NDArray[np.float64]

CELL, EVERY = 64, 512
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
LEAST_VARIETY = 0.05
"""How far the colours of cells lie apart (share of the sum of channels, 10th to 90th percentile):
swell on open water is soft and strong like blurred ground, but of one colour."""
_COARSE = 8
_STRONGEST = 0.05
_QUARTER = 0.25
_QUIET = 0.1
_NOISE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_DARK = 30.0
_EPSILON = 1e-6


@dataclass(frozen=True)
class Cells:
    """What was measured in each cell, in grey levels.

    ``spread`` (n,) between parts of the cell, ``noise`` (n,) sigma of what is finest in it,
    ``hue`` (n, 2) red and blue against green, ``before`` and ``after`` (n, 3): mean gradient tensor
    (xx, xy, yy) of its strongest edges, as they are and blurred once more.
    """

    spread: Values
    noise: Values
    hue: Values
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


def measure(strip: Pixels) -> Cells:
    """Measure a strip of a picture at full size; what is left over of whole cells is not seen.

    Parameters
    ----------
    strip : (rows, cols, 3) or (rows, cols) uint8
        RGB or grey.
    """
    rows, cols = strip.shape[0] // CELL, strip.shape[1] // CELL
    if not rows or not cols:
        return Cells(*(np.empty((0, *wide)) for wide in ((), (), (2,), (3,), (3,))))
    strip = strip[: rows * CELL, : cols * CELL]
    coarse = _shrunk(strip)
    light = cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY) if strip.ndim == 3 else strip
    grey = np.asarray(light, np.float32)
    after = _gradient(np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0)))
    best = _strongest(after[0] ** 2 + after[1] ** 2)
    finest = _cells(np.abs(cv2.filter2D(grey, -1, _NOISE)), CELL).mean(axis=1)
    return Cells(
        spread=_cells(coarse @ _LUMA, CELL // _COARSE).std(axis=1).astype(float),
        noise=finest.astype(float) * math.sqrt(math.pi / 2) / 6,
        hue=_hue(coarse),
        before=_tensor(_gradient(grey), best),
        after=_tensor(after, best),
    )


def _shrunk(strip: Pixels) -> Plane:
    """Return the strip at an eighth of its size, (rows, cols, 3)."""
    size = (strip.shape[1] // _COARSE, strip.shape[0] // _COARSE)
    small = np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_AREA), np.float32)
    return small if small.ndim == 3 else np.repeat(small[:, :, None], 3, axis=2)


def _hue(coarse: Plane) -> Values:
    mean = [_cells(coarse[:, :, n], CELL // _COARSE).mean(axis=1) for n in range(3)]
    red, green, blue = (channel.astype(float) for channel in mean)
    total = red + green + blue + _DARK
    return np.column_stack([(red - green) / total, (blue - green) / total])


def _gradient(grey: NDArray[np.floating]) -> tuple[Plane, Plane]:
    """Return the gradient's two parts, each (cells, pixels of a cell)."""
    return (
        _cells(np.asarray(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3)), CELL),
        _cells(np.asarray(cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)), CELL),
    )


def _cells(plane: NDArray[np.floating], side: int) -> Plane:
    rows, cols = plane.shape[0] // side, plane.shape[1] // side
    cells = plane.reshape(rows, side, cols, side).swapaxes(1, 2)
    return np.asarray(cells.reshape(rows * cols, side * side), dtype=np.float32)


def _strongest(energy: Plane) -> NDArray[np.intp]:
    count = int(_STRONGEST * energy.shape[1])
    return np.argpartition(energy, -count, axis=1)[:, -count:]


def _tensor(gradient: tuple[Plane, Plane], best: NDArray[np.intp]) -> Values:
    """Return the mean products xx, xy, yy of each cell's chosen pixels."""
    x, y = (np.take_along_axis(part, best, 1) for part in gradient)
    return np.column_stack([(p * q).mean(axis=1) for p, q in ((x, x), (x, y), (y, y))]).astype(
        float
    )


def joined(parts: Iterable[Cells]) -> Cells:
    """Return the cells of several strips as one."""
    strips_ = list(parts)
    names = ("spread", "noise", "hue", "before", "after")
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
    energy = _sigma(before[:, 0] + before[:, 2], after[:, 0] + after[:, 2])
    blur = float(np.quantile(energy, _QUARTER))
    smear = _motion(before, after)
    if (blur > BLUR_LIMIT_PX or smear[0] is not None) and _of_one_colour(cells.hue[good]):
        return Sharpness(textured)
    return Sharpness(textured, blur, *smear)


def _of_one_colour(hue: Values) -> bool:
    """Whether coloured cells all have the same hue; a grey picture tells nothing."""
    apart = np.quantile(hue, 0.9, axis=0) - np.quantile(hue, 0.1, axis=0)
    return bool(np.abs(hue).max() > _EPSILON and apart.max() < LEAST_VARIETY)


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
    lower = np.linalg.inv(np.linalg.cholesky([[after_xx, after_xy], [after_xy, after_yy]]))
    ratios, turned = np.linalg.eigh(lower @ [[xx, xy], [xy, yy]] @ lower.T)
    ways = lower.T @ turned
    soft, crisp = 1 / np.sqrt(np.maximum(ratios - 1, 1e-3))
    length = math.sqrt(12 * max(soft**2 - crisp**2, 0.0))
    if soft < MOTION_RATIO * crisp or length < MOTION_LIMIT_PX:
        return None, None
    return length, math.degrees(math.atan2(ways[1, 0], ways[0, 0])) % 180.0


def strips(pixels: Pixels) -> Iterator[Pixels]:
    """Yield some rows of a picture, a quarter of a large one: enough to judge by."""
    kept = kept_rows(pixels.shape[0])
    for top in range(0, pixels.shape[0], EVERY):
        yield pixels[top : top + kept]


def kept_rows(height: int) -> int:
    """Return how many of each 512 rows of a picture are judged."""
    return EVERY if height <= 2 * EVERY else EVERY // 4
