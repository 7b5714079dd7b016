"""Which pixels are too high for their distance from the inlet: rule A-02, d >= 2 (h - h_inlet)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.grid import Frame, blocks, clipped
from imagery.detectors.obstacles.metric import Metres, Metric
from imagery.detectors.obstacles.params import PARAMS, TOUCH_M
from imagery.detectors.obstacles.surface import heights
from imagery.detectors.shapes import EIGHT

NOWHERE = Frame(0, 0, 0, 0)
NOTHING: Bits = np.zeros(NOWHERE.shape, bool)


@dataclass(frozen=True)
class Part:
    """A frame judged: metres east and north, metres above the inlet (NaN unknown), too high."""

    frame: Frame
    east: Metres
    north: Metres
    above_m: Metres
    too_high: Bits

    @property
    def away_m(self) -> Metres:
        """Horizontal distance from the inlet."""
        return np.hypot(self.east, self.north)

    @property
    def known(self) -> Bits:
        """Pixels with a height."""
        bits: Bits = np.isfinite(self.above_m)
        return bits

    @property
    def mask(self) -> Mask:
        """1 too high for its distance, 0 not, 255 no height."""
        mask = np.where(self.too_high, YES, NO).astype(np.uint8)
        mask[~self.known] = NOT_ASSESSED
        return mask

    @property
    def angle_deg(self) -> Plane:
        """Elevation angle from the inlet to the surface, negative below it."""
        return np.degrees(np.arctan2(self.above_m, self.away_m)).astype(np.float32)


@dataclass(frozen=True)
class View:
    """An open surface model seen from the inlet; ``own`` marks the station's own mast."""

    source: Any
    scene: SceneInput
    metric: Metric
    inlet_m: float
    own_frame: Frame = NOWHERE
    own: Bits = field(default_factory=lambda: NOTHING)

    def part(self, frame: Frame) -> Part:
        """Judge one frame; it may reach beyond the model."""
        above = heights(self.source, self.scene, frame).astype(np.float64) - self.inlet_m
        east, north = self.metric.metres(frame)
        east, north = np.broadcast_to(east, above.shape), np.broadcast_to(north, above.shape)
        far = np.hypot(east, north) >= PARAMS["ratio"] * above - TOUCH_M
        high: Bits = (above > 0) & ~far
        self._spare_own(high, frame)
        return Part(frame, east, north, above, high)

    def parts(self, frame: Frame) -> Iterator[Part]:
        """Judge a frame block by block."""
        for block in blocks(frame):
            yield self.part(block)

    def _spare_own(self, high: Bits, frame: Frame) -> None:
        if not self.own.any() or not _meet(self.own_frame, frame):
            return
        both = clipped(self.own_frame, frame)
        high[both.within(frame)] &= ~self.own[both.within(self.own_frame)]


def own_mast(view: View) -> tuple[Frame, Bits]:
    """Return the station's own mast: connected too-high pixels all within 2 m of the inlet.

    What reaches further out is a wall, a crown or a house, and counts from its first pixel.
    """
    radius = PARAMS["own_radius_m"]
    part = view.part(view.metric.frame(2 * radius))
    labels, count = ndimage.label(part.too_high, EIGHT)
    if not count:
        return part.frame, part.too_high
    furthest = ndimage.maximum(part.away_m, labels, np.arange(count + 1))
    near = furthest <= radius
    near[0] = False
    return part.frame, near[labels]


def _meet(one: Frame, other: Frame) -> bool:
    rows = one.row < other.row + other.height and other.row < one.row + one.height
    return rows and one.col < other.col + other.width and other.col < one.col + one.width
