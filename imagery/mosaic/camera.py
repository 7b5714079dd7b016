"""From pixels to rays and back: a pinhole with Brown's distortion where the file tells it.

Pixels count from the picture's upper left corner: the middle of the first one is (0.5, 0.5).
Tangents are (right, down) slopes of a ray against the optical axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BROWN = ("k1", "k2", "p1", "p2", "k3")


@dataclass(frozen=True)
class Lens:
    """Focal length and principal point in pixels, size (width, height), Brown's five terms."""

    focal_px: float
    centre: tuple[float, float]
    size: tuple[int, int]
    brown: tuple[float, ...] = (0.0,) * 5

    @property
    def matrix(self) -> Floats:
        """OpenCV's camera matrix for corner-based pixels."""
        (cx, cy), f = self.centre, self.focal_px
        return np.array([[f, 0.0, cx], [0.0, f, cy], [0.0, 0.0, 1.0]])

    @property
    def bent(self) -> bool:
        """Whether the file tells of a distortion."""
        return any(self.brown)

    @property
    def reach(self) -> float:
        """The largest tangent of a pixel, with some room."""
        width, height = self.size
        return 1.1 * float(np.hypot(width, height)) / 2 / self.focal_px

    def tangents(self, pixels: Floats) -> Floats:
        """Return (n, 2) tangents of (n, 2) pixels."""
        if not self.bent:
            return (np.asarray(pixels, dtype=np.float64) - self.centre) / self.focal_px
        points = np.ascontiguousarray(pixels, dtype=np.float64).reshape(-1, 1, 2)
        straight = cv2.undistortPoints(points, self.matrix, np.array(self.brown))
        return np.asarray(straight, np.float64).reshape(-1, 2)

    def pixels(self, tangents: Floats) -> Floats:
        """Return (n, 2) pixels of (n, 2) tangents."""
        if not self.bent:
            return np.asarray(tangents) * self.focal_px + self.centre
        x, y = np.asarray(tangents).T
        k1, k2, p1, p2, k3 = self.brown
        r2 = x * x + y * y
        radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3))
        bent_x = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)
        bent_y = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y
        return np.column_stack((bent_x, bent_y)) * self.focal_px + self.centre


def lens_of(focal_px: float, size: tuple[int, int], told: Mapping[str, float] | None) -> Lens:
    """Return the lens of a photo; a told principal point far from the middle is not believed."""
    middle = (size[0] / 2, size[1] / 2)
    told = told or {}
    centre = (float(told.get("cx") or middle[0]), float(told.get("cy") or middle[1]))
    if max(abs(c - m) for c, m in zip(centre, middle, strict=True)) > 0.1 * max(size):
        centre = middle
    brown = tuple(float(told.get(name) or 0.0) for name in _BROWN)
    if not np.all(np.isfinite(brown)) or max(map(abs, brown)) > 1.0:
        brown = (0.0,) * 5
    return Lens(focal_px, centre, size, brown)


def straightened(tangents: Floats, k: Floats) -> Floats:
    """Apply the flight's shared radial correction k1, k2 to tangents (…, 2)."""
    r2 = np.sum(np.square(tangents), axis=-1, keepdims=True)
    return np.asarray(tangents * (1 + r2 * (k[0] + r2 * k[1])), np.float64)


def bent_back(tangents: Floats, k: Floats) -> Floats:
    """Undo :func:`straightened` by iteration; corrections are small."""
    guess = tangents
    for _ in range(4):
        r2 = np.sum(np.square(guess), axis=-1, keepdims=True)
        guess = tangents / (1 + r2 * (k[0] + r2 * k[1]))
    return guess
