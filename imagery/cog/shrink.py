"""Half the resolution: the mean of 2 x 2 pixels, of those that hold data."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Bits = NDArray[np.bool_]
_CHUNK_PX = 256
_QUICK = {"uint8", "uint16", "int16", "float32"}
"""What OpenCV averages; up to four samples it is three to ten times as fast."""


def halved(pixels: Array, valid: Bits | None, *, mean: bool = True) -> tuple[Array, Bits | None]:
    """Return a level's next one.

    Parameters
    ----------
    pixels : array (rows, cols, samples)
        Odd sizes are closed by repeating the last row or column.
    valid : array (rows, cols) or (rows, cols, samples) of bool, optional
        What counts; a pixel of the next level is valid where any of its four is.
    mean : bool
        False takes the upper left valid pixel instead: classes have no mean.
    """
    pixels, valid = _even(pixels), None if valid is None else _even(valid)
    if mean and valid is not None and pixels.shape[1] > _CHUNK_PX:
        return _by_chunks(pixels, valid)
    if mean and valid is None and pixels.dtype.name in _QUICK and pixels.shape[2] <= 4:
        size = (pixels.shape[1] // 2, pixels.shape[0] // 2)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        return small.reshape(size[1], size[0], -1), None
    if not mean:
        return _first(pixels, valid)
    if valid is None:
        return _rounded(_sum(pixels) / 4, pixels.dtype), None
    if not valid.any():
        return pixels[::2, ::2], valid[::2, ::2]
    weight = valid if valid.ndim == 3 else valid[:, :, None]
    count = _sum(weight)
    total = _sum(np.where(weight, pixels, pixels.dtype.type(0)))
    small = _rounded(total / np.maximum(count, 1), pixels.dtype)
    some = count > 0
    kept = np.where(some, small, pixels[::2, ::2])
    return kept, some if valid.ndim == 3 else some[:, :, 0]


def _by_chunks(pixels: Array, valid: Bits) -> tuple[Array, Bits]:
    """Halve some columns at a time: most of them hold data everywhere, which is quickly done."""
    small = np.empty((pixels.shape[0] // 2, pixels.shape[1] // 2, pixels.shape[2]), pixels.dtype)
    kept = np.ones((*small.shape[:2], *valid.shape[2:]), np.bool_)
    for left in range(0, pixels.shape[1], _CHUNK_PX):
        here = np.s_[:, left : left + _CHUNK_PX]
        half = np.s_[:, left // 2 : (left + _CHUNK_PX) // 2]
        seen = valid[here]
        small[half], some = halved(pixels[here], None if seen.all() else seen)
        if some is not None:
            kept[half] = some
    return small, kept


def _first(pixels: Array, valid: Bits | None) -> tuple[Array, Bits | None]:
    """Return the first valid pixel of each four, in reading order."""
    small = pixels[::2, ::2]
    if valid is None:
        return small, None
    small, known = small.copy(), valid[::2, ::2].copy()
    for down, along in ((0, 1), (1, 0), (1, 1)):
        own = valid[down::2, along::2]
        take = own & ~known
        small[take] = pixels[down::2, along::2][take]
        known |= own
    return small, known


def any_of_four(valid: Bits) -> Bits:
    """Return where any of 2 x 2 pixels is valid (rows, cols)."""
    valid = _even(valid)
    rows = valid[::2] | valid[1::2]
    return np.asarray(rows[:, ::2] | rows[:, 1::2])


def _even(plane: Array) -> Array:
    rows, cols = plane.shape[0] % 2, plane.shape[1] % 2
    if not rows and not cols:
        return plane
    return np.pad(plane, ((0, rows), (0, cols), *((0, 0),) * (plane.ndim - 2)), mode="edge")


def _sum(plane: Array) -> Array:
    small = plane.dtype.itemsize <= 2 or plane.dtype == np.float32
    wide: Any = np.float32 if small else np.float64
    rows: Array = plane[::2].astype(wide) + plane[1::2]
    return np.asarray(rows[:, ::2] + rows[:, 1::2])


def _rounded(values: Array, dtype: np.dtype[Any]) -> Array:
    return values.astype(dtype) if dtype.kind == "f" else np.rint(values).astype(dtype)
