"""Reads image and baseline block by block, averaged to the working pixel size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.transform import Affine
from scipy import ndimage

from imagery.detectors import reading
from imagery.detectors.bare_soil.ground import Ground, ground_of
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.camera import white_of
from imagery.detectors.grid import Frame, blocks, grown
from imagery.detectors.pairing import Pair
from imagery.detectors.shapes import EIGHT
from imagery.detectors.vegetation.survey import averaged, factor_of, mean_of, step_of

BLOCK, HALO = 256, 4
STORED_BLOCK = 1024


@dataclass(frozen=True)
class Survey:
    """A frame on working pixels of ``factor`` x ``factor`` stored ones.

    ``fresh`` is bare now and was not on the baseline, None without one; ``both`` says where both
    dates are known.
    """

    frame: Frame
    factor: int
    step_m: float
    mask: Mask
    index: Plane
    fresh: Bits | None
    both: Bits

    @property
    def work(self) -> Frame:
        """The frame on the working grid, whose origin is the frame's corner."""
        return Frame(0, 0, *self.mask.shape)

    @property
    def bare(self) -> Bits:
        """Assessed bare ground."""
        bits: Bits = self.mask == YES
        return bits

    def to_stored(self) -> Affine:
        """Return the transform from working pixels to stored pixels of the image."""
        move = Affine.translation(self.frame.col, self.frame.row)
        return move @ Affine.scale(self.factor, self.factor)


@dataclass(frozen=True)
class Reader:
    """Averaged planes of one frame of an image and, with ``pair``, of its baseline."""

    source: Any
    scene: SceneInput
    roles: tuple[str, ...]
    frame: Frame
    factor: int
    pair: Pair | None

    def grounds(self, around: Frame) -> tuple[Ground, Ground | None]:
        """Return the ground of both dates on a block of working pixels."""
        white = white_of(self.source, self.scene, self.roles)
        if self.pair is None:
            planes = averaged(
                self.source, self.scene, self.roles, self.frame, around, self.factor, white
            )
            return ground_of(planes), None
        old = white_of(self.pair.base, self.pair.reference, self.roles)
        stacks = self.pair.read(self._stored(around))
        now, then = (
            {role: mean_of(band / level, self.factor) for role, band in zip(self.roles, one)}  # noqa: B905
            for one, level in zip(stacks, (white, old), strict=True)
        )
        return ground_of(now), ground_of(then)

    def _stored(self, around: Frame) -> Frame:
        row, col = (part * self.factor for part in (around.row, around.col))
        height, width = (part * self.factor for part in around.shape)
        return Frame(self.frame.row + row, self.frame.col + col, height, width)


def survey(
    source: Any, scene: SceneInput, roles: tuple[str, ...], frame: Frame, pair: Pair | None
) -> Survey:
    """Classify a frame."""
    factor = factor_of(source)
    size = Frame(0, 0, *frame.thinned(factor))
    reader = Reader(source, scene, roles, frame, factor, pair)
    mask = reading.allocate(size.shape, np.uint8, fill=NOT_ASSESSED)
    index = reading.allocate(size.shape, np.float32, fill=np.nan)
    fresh, both = np.zeros(size.shape, bool), np.zeros(size.shape, bool)
    for block in blocks(size, size=min(max(STORED_BLOCK // factor, 8 * HALO), BLOCK)):
        around = grown(block, HALO)
        now, then = reader.grounds(around)
        inner, outer = block.within(around), block.within(size)
        told = np.where(now.known, np.where(now.bare, YES, NO), NOT_ASSESSED).astype(np.uint8)
        mask[outer], index[outer] = told[inner], now.index[inner]
        if then is not None:
            fresh[outer], both[outer] = _fresh(now, then)[inner], (now.known & then.known)[inner]
    step = step_of(source) * factor
    return Survey(frame, factor, step, mask, index, None if pair is None else fresh, both)


def _fresh(now: Ground, then: Ground) -> Bits:
    """Bare now and not a pixel around then: an edge that moved by less is no new ground."""
    old = ndimage.binary_dilation(then.bare, EIGHT)
    bits: Bits = ndimage.binary_opening(now.bare & then.known & ~old, EIGHT)
    return bits
