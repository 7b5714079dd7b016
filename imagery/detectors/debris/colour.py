"""What light and shade on water cannot explain: the colour of a thing that floats.

Sun glint adds white, waves and shadows scale the water's own colour. All of these lie in the cone
between the water's colour and white; the distance from it is what only another material gives.
Colours are grey values (0-255, as displayed), (..., 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors.base import Bits, Plane
from imagery.detectors.debris.params import PARAMS

REDUCED, WINDOW = 8, 25
"""The water's colour is the median of 25 x 25 pixels that stand for 8 x 8 each."""

Colours = NDArray[np.float32]


@dataclass(frozen=True)
class Step:
    """How far ``away`` from the cone, and how much brighter, in grey values; shape as asked."""

    away: Plane
    brighter: Plane


def step_of(pixels: Colours, water: Colours) -> Step:
    """Return how far pixels are from all that light and shade make of the water's colour.

    Solves min ||p - s w - t 1|| with 0 <= s <= 1.3 and t >= 0 in closed form.
    """
    most = np.float32(PARAMS["most_shade"])
    square, tone = (water * water).sum(-1), water.sum(-1)
    along, level = (pixels * water).sum(-1), pixels.sum(-1)
    spread = np.maximum(3 * square - tone * tone, 1e-3 * square + 1)
    shade = np.clip((3 * along - tone * level) / spread, 0, most)
    white = np.maximum((level - shade * tone) / 3, 0)
    alone = np.clip(along / np.maximum(square, 1), 0, most)
    shade = np.where(white > 0, shade, alone)
    rest = pixels - shade[..., None] * water - white[..., None]
    away: Plane = np.sqrt((rest * rest).sum(-1)).astype(np.float32)
    return Step(away, ((level - tone) / 3).astype(np.float32))


def water_colour(pixels: Colours, water: Bits) -> Colours:
    """Return the colour of the water around every pixel; land takes the nearest water's."""
    rows, cols = water.shape
    size = (max(1, cols // REDUCED), max(1, rows // REDUCED))
    small = cv2.resize(np.clip(pixels, 0, 255).astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(water.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    wet = share >= min(0.8, float(share.max()))
    near = ndimage.distance_transform_edt(~wet, return_distances=False, return_indices=True)
    median = cv2.medianBlur(np.ascontiguousarray(small[tuple(near)]), WINDOW)
    colour = cv2.resize(median, (cols, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(colour, np.float32)


def greenness(pixels: Colours) -> Plane:
    """Return excess green over the sum of the channels (Woebbecke 1995)."""
    total = np.maximum(pixels.sum(-1), 1)
    green = (3 * pixels[..., 1] - pixels.sum(-1)) / total
    return np.asarray(green, np.float32)
