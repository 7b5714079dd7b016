"""Black borders without a no-data tag (child side): found on a thin copy, cut at full detail.

A pixel is border when it is black in every band and lies in a black area that touches the frame;
dark pixels inside the picture stay. JPEG leaves a little noise in black.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.sandbox.pixels import Bits, Pixels

_THIN_SIDE = 1024
_JPEG_BLACK = 6
_GROWTH_PX = 2


class Border:
    """The border of one raster.

    Parameters
    ----------
    pixels : Pixels
        A file with a black corner.

    Attributes
    ----------
    found : bool
        Whether something stands out from the black: else it is no border.
    """

    def __init__(self, pixels: Pixels) -> None:
        source = pixels.source
        self._level = _JPEG_BLACK if _lossy(source) else 0
        scale = max(1.0, max(source.width, source.height) / _THIN_SIDE)
        shape = (max(1, round(source.height / scale)), max(1, round(source.width / scale)))
        thin = self._black(source.read(out_shape=(source.count, *shape)))
        self.found = not thin.all()
        self._thin = _touching(thin)
        self._size = (source.height, source.width)

    def valid(self, stored: NDArray[Any], top: int, left: int) -> Bits:
        """Return where a piece (bands, rows, cols) at (top, left) belongs to the picture."""
        rows, cols = stored.shape[1:]
        high, wide = self._thin.shape
        at_row = (np.arange(top, top + rows) * high) // self._size[0]
        at_col = (np.arange(left, left + cols) * wide) // self._size[1]
        near = self._thin[at_row[:, None], at_col[None, :]]
        return np.asarray(~(near & self._black(stored)))

    def _black(self, stored: NDArray[Any]) -> Bits:
        black = np.ones(stored.shape[1:], np.bool_)
        for band in stored:
            black &= band <= self._level if band.dtype.kind == "u" else band == 0
        return black


def _lossy(source: Any) -> bool:
    how = source.compression
    return how is not None and "jpeg" in how.name.lower()


def _touching(thin: Bits) -> Bits:
    """Return the black areas that touch the frame, grown a little."""
    count, labels = cv2.connectedComponents(thin.astype(np.uint8), connectivity=8)
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.zeros(count, np.bool_)
    touching[frame] = True
    touching[0] = False
    kernel = np.ones((2 * _GROWTH_PX + 1,) * 2, np.uint8)
    return cv2.dilate(touching[labels].astype(np.uint8), kernel) > 0
