"""Where water is in a picture: the mapped polygon, or a careful look of one's own.

Smooth, not bright, not green: dark smooth ground passes too and bright turbid water does not, so
what is found this way is only claimed with half the confidence, and small patches not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from scipy import ndimage

from imagery.detectors.base import Bits, SceneInput
from imagery.detectors.debris.colour import Colours, greenness
from imagery.detectors.debris.params import PARAMS, ROLES
from imagery.detectors.grid import Frame, clipped, whole
from imagery.detectors.places import Place
from imagery.detectors.reading import Planes, read

TEXTURE_PX, OPEN_PX = 9, 9
GAMMA = 1 / 2.2


@dataclass(frozen=True)
class Look:
    """How stored numbers become displayed grey values: ``white`` is 255, linear light is bent."""

    white: float
    linear: bool

    def colours(self, planes: Planes) -> Colours:
        """Return (rows, cols, 3), NaN where a channel is."""
        stack = np.stack([planes[role] for role in ROLES], axis=-1) / np.float32(self.white)
        if "cloud" in planes:
            stack[planes["cloud"] > 20] = np.nan
        level = np.maximum(stack, 0) ** np.float32(GAMMA) if self.linear else stack
        colours: Colours = np.minimum(level * 255, 255).astype(np.float32)
        return colours


@dataclass(frozen=True)
class Water:
    """Where water is on a frame, one pixel for ``factor`` x ``factor``; ``mapped`` by a zone."""

    frame: Frame
    bits: Bits
    factor: int
    mapped: bool

    def on(self, frame: Frame) -> Bits:
        """Return the water of a frame of stored pixels; outside there is none."""
        rows = (np.arange(frame.height) + frame.row - self.frame.row) // self.factor
        cols = (np.arange(frame.width) + frame.col - self.frame.col) // self.factor
        inside = np.ix_(
            (rows >= 0) & (rows < self.bits.shape[0]), (cols >= 0) & (cols < self.bits.shape[1])
        )
        out = np.zeros(frame.shape, bool)
        kept = rows[inside[0].ravel()], cols[inside[1].ravel()]
        out[inside] = self.bits[np.ix_(*kept)]
        return out


def water_of(
    source: Any, scene: SceneInput, frame: Frame, place: Place | None, look: Look
) -> Water | None:
    """Return the zone's polygon, or what looks like water; None where nothing does.

    A zone with an anchor is a ring around an intake and does not say where water is.
    """
    if place is not None and place.anchor_px is None:
        return Water(place.frame, place.ring, 1, mapped=True)
    return _located(source, scene, frame, look)


def _located(source: Any, scene: SceneInput, frame: Frame, look: Look) -> Water | None:
    frame = clipped(frame, whole(source))
    factor = max(1, round(max(frame.shape) / PARAMS["water_width_px"]))
    pixels = look.colours(read(source, scene, ROLES, frame, factor=factor))
    known = np.isfinite(pixels).all(-1)
    pixels = np.where(known[..., None], pixels, 0)
    bits = _smooth(pixels.mean(-1)) & (pixels.max(-1) < 255 * PARAMS["water_top"])
    bits &= (greenness(pixels) < PARAMS["water_green"]) & known
    bits = ndimage.binary_opening(bits, np.ones((OPEN_PX, OPEN_PX), bool))
    bits = ndimage.binary_fill_holes(_large(bits)) & known
    shore = int(PARAMS["water_shore_px"])
    bits = ndimage.binary_erosion(bits, iterations=shore, border_value=1)
    return Water(frame, bits, factor, mapped=False) if bits.any() else None


def _smooth(level: Any) -> Bits:
    size = (TEXTURE_PX, TEXTURE_PX)
    mean = cv2.blur(level.astype(np.float32), size)
    square = cv2.blur((level * level).astype(np.float32), size)
    smooth: Bits = np.sqrt(np.maximum(square - mean * mean, 0)) < PARAMS["water_std"]
    return smooth


def _large(bits: Bits) -> Bits:
    labels, _ = ndimage.label(bits)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    large: Bits = (sizes >= PARAMS["water_least_share"] * bits.size)[labels]
    return large
