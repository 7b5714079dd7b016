"""Which pixels are water in one radar image, or newly flooded against an older one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import reading
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.flood_sar.backscatter import decibels, despeckled, smooth
from imagery.detectors.flood_sar.cut import REACH_PX, Cut, cut_of, seeds_of
from imagery.detectors.flood_sar.params import PARAMS
from imagery.detectors.grid import Frame, blocks, clipped, grown, whole
from imagery.detectors.reading import Planes
from imagery.detectors.shapes import EIGHT

HALO = REACH_PX[-1] + 8


@dataclass(frozen=True)
class Before:
    """The open older image."""

    source: Any
    scene: SceneInput
    power: bool


@dataclass(frozen=True)
class Reader:
    """The image, and the older one if there is one, as despeckled dB planes."""

    source: Any
    scene: SceneInput
    roles: tuple[str, ...]
    power: bool
    before: Before | None = None

    def now(self, frame: Frame) -> Planes:
        """Return the image's planes."""
        return smooth(self.source, self.scene, self.roles, frame, power=self.power)

    def fall(self, frame: Frame, now: Planes) -> Plane | None:
        """Return how many dB VV fell since the older image, NaN where unknown."""
        if self.before is None:
            return None
        there = reading.read_onto(
            self.before.source, self.before.scene, ("vv",), self.source, frame
        )
        planes = decibels({"vv": there["vv"]}, power=self.before.power)
        fall: Plane = despeckled(planes["vv"]) - now["vv"]
        return fall


@dataclass(frozen=True)
class Extent:
    """``mask`` and ``index`` (dB below the cut) on ``frame``, both (rows, cols)."""

    frame: Frame
    mask: Mask
    index: Plane
    cut: Cut


def extent_of(reader: Reader, frame: Frame) -> Extent:
    """Classify a frame block by block, with the cut of its surroundings."""
    cut = cut_of(_statistics(reader, _around(reader.source, frame)))
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    index = reading.allocate(frame.shape, np.float32, fill=np.nan)
    seeds = np.zeros(frame.shape, bool)
    for block in blocks(frame):
        around = grown(block, HALO)
        planes = reader.now(around)
        told, margin = classify(planes, cut, reader.fall(around, planes))
        inner, outer = block.within(around), block.within(frame)
        mask[outer], index[outer] = told[inner], margin[inner]
        seeds[outer] = seeds_of(planes)[inner]
    if cut.visible and cut.seed_share < PARAMS["least_seed_share"] * 10 and reader.before is None:
        _keep_sure(mask, seeds)
    return Extent(frame, mask, index, cut)


def classify(planes: Planes, cut: Cut, fall: Plane | None) -> tuple[Mask, Plane]:
    """Return mask and margin in dB of despeckled planes.

    Where the radar does not show water as a class of its own, dark ground may be water or only
    smooth: not assessed. With ``fall``, water is new where VV fell by more than 3 dB.
    """
    margin = cut.margin(planes)
    wet: Bits = margin > 0
    mask = np.where(wet, YES, NO).astype(np.uint8)
    if fall is not None:
        mask[wet & ~(fall > PARAMS["drop_db"])] = NO
        mask[~np.isfinite(fall)] = NOT_ASSESSED
    elif not cut.visible:
        mask[wet] = NOT_ASSESSED
    mask[~np.isfinite(margin)] = NOT_ASSESSED
    return mask, margin


def _keep_sure(mask: Mask, seeds: Bits) -> None:
    """In a scene with little water, dark ground is water only where it joins sure water."""
    wet = mask == YES
    joined = ndimage.binary_propagation(seeds & wet, structure=EIGHT, mask=wet)
    mask[wet & ~joined] = NO


def _around(source: Any, frame: Frame) -> Frame:
    missing = max(0, int(PARAMS["statistics_px"]) - min(frame.shape))
    return clipped(grown(frame, missing // 2), whole(source))


def _statistics(reader: Reader, frame: Frame) -> Iterator[Planes]:
    for block in blocks(frame):
        yield reader.now(clipped(grown(block, REACH_PX[-1]), frame))
