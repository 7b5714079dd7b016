"""Exposure, sun glint and the colours of a converted camera: what a reduced picture tells."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery import infrared

Pixels = NDArray[np.uint8]
DARK_LEVEL = 64.0
"""Bright parts (95th percentile) below this use the lowest quarter of the levels only."""
CLIPPED_PERCENT = 10.0
GLINT_PERCENT = 1.0
_BRIGHT, _WHITE, _GLINT = 95, 250, 235
_WATER_LEVEL = 160
_CELL = 16
_CROWDED = 0.6


def bright_level(grey: Pixels) -> float:
    """Return how light the bright parts are, 0 to 255."""
    return float(np.percentile(grey, _BRIGHT))


def clipped_percent(pixels: Pixels) -> float:
    """Return the share of plain white pixels in percent."""
    return float((_least(pixels) >= _WHITE).mean() * 100)


def _least(pixels: Pixels) -> Pixels:
    """Return the darkest of each pixel's channels."""
    return np.minimum(np.minimum(pixels[:, :, 0], pixels[:, :, 1]), pixels[:, :, 2])


def glint_percent(pixels: Pixels) -> float:
    """Return the share of white specks on darker ground in percent.

    Counted in cells whose other pixels are dark; a cell mostly white is a roof, foam or sand.
    """
    white = (_least(pixels) >= _GLINT).astype(np.float32)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    rows, cols = (side // _CELL for side in white.shape)
    if not rows or not cols:
        return 0.0
    size = (cols, rows)
    cut = np.s_[: rows * _CELL, : cols * _CELL]
    share = np.asarray(cv2.resize(white[cut], size, interpolation=cv2.INTER_AREA))
    rest = np.asarray(
        cv2.resize((grey * (1 - white))[cut], size, interpolation=cv2.INTER_AREA)
    ) / np.maximum(1 - share, 1e-6)
    counted = (share < _CROWDED) & (rest <= _WATER_LEVEL)
    return float((share * counted).mean() * 100)


def nir_converted(pixels: Pixels) -> bool:
    """Whether a camera without its infrared filter took this (:mod:`imagery.infrared`)."""
    return infrared.converted(*(pixels[::2, ::2, n].astype(np.float32) / 255 for n in range(3)))
