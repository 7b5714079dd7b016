"""How far two images lie apart: phase correlation of the edges of what did not change."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage

from imagery.detectors.base import Bits, Plane

TRUSTED_RESPONSE = 0.15
LEAST_STABLE = 0.1
SMALLEST_SIDE = 32


@dataclass(frozen=True)
class Shift:
    """Offset of the image against the reference in pixels, and whether it can be believed."""

    rows: float
    cols: float
    response: float
    stable_share: float

    @property
    def pixels(self) -> float:
        """Length of the offset."""
        return float(np.hypot(self.rows, self.cols))

    @property
    def trusted(self) -> bool:
        """Whether the peak stands out and rests on enough unchanged ground."""
        return self.response >= TRUSTED_RESPONSE and self.stable_share >= LEAST_STABLE


UNKNOWN = Shift(0.0, 0.0, 0.0, 0.0)


def estimate(image: Plane, reference: Plane, stable: Bits) -> Shift:
    """Return the shift between two (rows, cols) planes of one grid.

    Edges (Sobel magnitude, clipped at the 99th percentile) are compared, since light and season
    change grey values, and only where ``stable`` holds. Measured on 15 usable pairs of Itoiz
    with a 5-row, 4-column shift put in: without ``stable`` 6 were found with a trusted peak,
    with it (water of either date and cloud left out) all 15, to 1.5 pixels.
    """
    kept = ndimage.minimum_filter(stable, 7)
    share = float(kept.mean())
    if min(image.shape) < SMALLEST_SIDE or share < LEAST_STABLE:
        return UNKNOWN
    weight = cv2.GaussianBlur(kept.astype(np.float32), (0, 0), 2.0)
    window = cv2.createHanningWindow(image.shape[::-1], cv2.CV_32F)
    (cols, rows), response = cv2.phaseCorrelate(
        _edges(reference, kept) * weight, _edges(image, kept) * weight, window
    )
    return Shift(float(rows), float(cols), float(response), share)


def _edges(plane: Plane, kept: Bits) -> Plane:
    filled = np.where(np.isfinite(plane), plane, np.nanmedian(plane)).astype(np.float32)
    smooth = cv2.GaussianBlur(filled, (0, 0), 1.0)
    size = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    top = float(np.percentile(size[kept], 99)) or 1.0
    flat = np.minimum(size, top) / top
    edges: Plane = np.where(kept, flat - flat[kept].mean(), 0).astype(np.float32)
    return edges
