"""Reads the small copies of frames at places on the ground."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.ground import STEEPEST_VIEW
from imagery.mosaic.pose import Placed

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def inside(placed: Placed, pixels: Floats, ground: Floats, margin_px: float = 0.0) -> Bools:
    """Return which pixels lie in the frame, seen no flatter than 60 degrees from straight down."""
    width, height = placed.size
    x, y = pixels.T
    within = (x >= margin_px) & (y >= margin_px)
    within &= (x <= width - margin_px) & (y <= height - margin_px)
    steep = np.hypot(*(ground - placed.xy).T) <= STEEPEST_VIEW * placed.above
    return np.asarray(within & steep, np.bool_)


def sampled(small: NDArray[Any], pixels: Floats, size: tuple[int, int]) -> Floats:
    """Return (n, channels) values of a small copy at full-frame pixels, edges held."""
    scale = np.array(small.shape[1::-1]) / size
    at = (pixels * scale - 0.5).astype(np.float32)
    rows = -(-len(at) // 1024)
    padded = np.zeros((rows * 1024, 2), np.float32)
    padded[: len(at)] = np.clip(at, -1, 32000)
    grid = padded.reshape(rows, 1024, 2)
    nothing: Any = None
    values = cv2.remap(small, grid, nothing, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values.reshape(rows * 1024, -1)[: len(at)], np.float64)
