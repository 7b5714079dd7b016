"""A first look (child side): a few windows all over the raster, before the one pass over it.

What must be known beforehand - how to stretch the picture, what scale the values have, whether a
corner is black - comes from here; a plain 8-bit picture is not looked at but in its corners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.sandbox.pixels import Pixels

_SIDE = 256
_WINDOWS = 12
"""Windows along each side: 12 x 12 of 256 px are 9 million pixels."""
_STRIPED_WINDOWS, _STRIPED_PX = 48, 200_000
"""Of a striped raster as many pixels come from 48 heights."""
_WHOLE_PX = 4_000_000
_KEPT_PX = 512_000
_KEPT_BYTES = 48 * 2**20
"""Fewer pixels are kept of many bands."""
_LOW_PERCENT, _HIGH_PERCENT = 2, 98

Array = NDArray[Any]


@dataclass(frozen=True)
class Sample:
    """Stored values (bands, n) of places spread evenly, and their own mask (n,)."""

    values: Array
    valid: NDArray[np.bool_]

    def high(self) -> tuple[float, ...]:
        """Return each band's 98th percentile of finite, non-zero values; 0 for an empty band."""
        out = []
        for band in self.values:
            kept = band[np.isfinite(band) & (band != 0)]
            out.append(float(np.percentile(kept, _HIGH_PERCENT)) if kept.size else 0.0)
        return tuple(out)

    def range_of(self, band: int, good: NDArray[np.bool_]) -> tuple[float, float]:
        """Return the 2nd and 98th percentile of a band (1-based) where ``good`` and valid."""
        kept = self.values[band - 1][good & self.valid]
        if not kept.size:
            return 0.0, 1.0
        low, high = np.percentile(kept, (_LOW_PERCENT, _HIGH_PERCENT))
        return float(low), float(high) if high > low else float(low) + 1.0


def sample(pixels: Pixels, window: Any) -> Sample:
    """Read windows spread over the raster; a small raster is read whole.

    Parameters
    ----------
    window : type
        rasterio's window class.
    """
    source, values, valid = pixels.source, [], []
    places = list(_places(source.width, source.height, striped=_striped(source)))
    pixel_bytes = source.count * pixels.dtype.itemsize
    kept = max(1, min(_KEPT_PX, _KEPT_BYTES // pixel_bytes) // len(places))
    for left, top, width, height in places:
        here = window(left, top, width, height)
        stored = source.read(window=here)
        mask = pixels.mask(stored, here)
        flat = stored.reshape(len(stored), -1)
        step = max(1, flat.shape[1] // kept)
        values.append(flat[:, ::step].copy())
        seen = np.ones(flat.shape[1], np.bool_) if mask is None else mask.ravel()
        valid.append(seen[::step].copy())
    return Sample(np.concatenate(values, axis=1), np.concatenate(valid))


def black_corner(pixels: Pixels) -> bool:
    """Whether a corner is black in every band of a file that names no missing pixels.

    One band alone is no picture: zero is a value there.
    """
    source = pixels.source
    if source.count < 3 or not pixels.unmasked:
        return False
    corners = [(r, c) for r in (0, source.height - 1) for c in (0, source.width - 1)]
    return any(not source.read(window=((r, r + 1), (c, c + 1))).any() for r, c in corners)


def _striped(source: Any) -> bool:
    return bool(source.block_shapes[0][1] >= source.width)


def _places(width: int, height: int, *, striped: bool) -> list[tuple[int, int, int, int]]:
    """Return (left, top, width, height) of the windows to look at.

    Of a striped raster rows are taken over the whole width: a strip is decoded whole in any case.
    """
    if width * height <= _WHOLE_PX:
        rows = max(1, _WHOLE_PX // 8 // max(width, 1))
        return [(0, top, width, min(rows, height - top)) for top in range(0, height, rows)]
    if striped:
        rows = min(max(1, _STRIPED_PX // width), height)
        tops = np.unique(np.linspace(0, height - rows, _STRIPED_WINDOWS).astype(int))
        return [(0, int(top), width, rows) for top in tops]
    across, down = (min(_SIDE, side) for side in (width, height))
    lefts = np.unique(np.linspace(0, width - across, _WINDOWS).astype(int))
    tops = np.unique(np.linspace(0, height - down, _WINDOWS).astype(int))
    return [(int(left), int(top), across, down) for top in tops for left in lefts]
