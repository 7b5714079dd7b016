"""How far two images lie apart: phase correlation of their edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imagery.detectors.base import Plane

TRUSTED_RESPONSE = 0.15


@dataclass(frozen=True)
class Shift:
    """Offset of the image against the reference in pixels, and the peak's response 0-1."""

    rows: float
    cols: float
    response: float

    @property
    def pixels(self) -> float:
        """Length of the offset."""
        return float(np.hypot(self.rows, self.cols))

    @property
    def trusted(self) -> bool:
        """Whether the correlation peak stands out enough to be believed."""
        return self.response >= TRUSTED_RESPONSE


def estimate(image: Plane, reference: Plane) -> Shift:
    """Return the shift between two (rows, cols) planes of one grid.

    Edges (Sobel magnitude, clipped at the 99th percentile) rather than grey values are compared,
    since water level, season and light change the latter.
    """
    if min(image.shape) < 32:
        return Shift(0.0, 0.0, 0.0)
    (cols, rows), response = cv2.phaseCorrelate(
        _edges(reference), _edges(image), cv2.createHanningWindow(image.shape[::-1], cv2.CV_32F)
    )
    return Shift(float(rows), float(cols), float(response))


def _edges(plane: Plane) -> Plane:
    finite = np.isfinite(plane)
    middle = np.float32(np.median(plane[finite])) if finite.any() else np.float32(0)
    filled = cv2.GaussianBlur(np.where(finite, plane, middle).astype(np.float32), (0, 0), 1.0)
    size = np.hypot(
        cv2.Sobel(filled, cv2.CV_32F, 1, 0), cv2.Sobel(filled, cv2.CV_32F, 0, 1)
    ).astype(np.float32)
    top = np.percentile(size, 99)
    return np.minimum(size, top) / np.float32(top or 1)
