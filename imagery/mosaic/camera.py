"""From pixels to slopes of rays and back, with the lens the photo tells of.

Pixels count from the picture's upper left corner: the middle of the first one is (0.5, 0.5).
Tangents are (right, down) slopes of a ray against the optical axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.photos.pose import Lens

Floats = NDArray[np.float64]
_WIDEST = 8.0


def lens_of(focal_px: float, size: tuple[int, int], told: Mapping[str, Any] | None) -> Lens:
    """Return the lens of a stored photo; facts for another size or nonsense are not believed."""
    plain = Lens(focal_px, *size)
    if not told or not told.get("focal_px"):
        return plain
    lens = Lens(**{**told, "fisheye": tuple(told.get("fisheye", ()))})
    if (lens.width, lens.height) != size:
        return plain
    corners = tangents(lens, np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float64))
    return lens if np.isfinite(corners).all() else plain


def tangents(lens: Lens, pixels: Floats) -> Floats:
    """Return (n, 2) tangents of (n, 2) pixels; NaN where the lens has no ray or looks sideways."""
    rays = lens.rays(pixels)
    ahead = np.where(rays[:, 2:] > 1 / _WIDEST, rays[:, 2:], np.nan)
    return np.asarray(rays[:, :2] / ahead, np.float64)


def pixels(lens: Lens, slopes: Floats) -> Floats:
    """Return (n, 2) pixels of (n, 2) tangents."""
    return np.asarray(lens.pixels(np.column_stack((slopes, np.ones(len(slopes))))), np.float64)


def reach(lens: Lens) -> float:
    """Return the largest tangent within the frame, with some room."""
    x, y = np.array([0, 0.5, 1]) * lens.width, np.array([0, 0.5, 1]) * lens.height
    edge = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    radius = np.hypot(*tangents(lens, edge).T)
    return 1.15 * float(np.nanmax(radius))


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
