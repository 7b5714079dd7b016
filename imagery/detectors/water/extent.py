"""Which pixels are water on one date: NDWI, smoothed; cloud and bright ground not assessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import indices, reading
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.grid import Frame, blocks, grown
from imagery.detectors.reading import Planes
from imagery.detectors.water.params import GROWTH_PX, PARAMS, ROLES

HALO = 16
"""More than half of the growth window, so that blocks agree with the whole."""


@dataclass(frozen=True)
class Extent:
    """Water of one date on a frame: the mask and the smoothed NDWI, both (rows, cols)."""

    mask: Mask
    index: Plane

    @property
    def wet(self) -> Bits:
        """Assessed water."""
        bits: Bits = self.mask == YES
        return bits

    @property
    def dry(self) -> Bits:
        """Assessed land."""
        bits: Bits = self.mask == NO
        return bits

    @property
    def assessed(self) -> Bits:
        """Pixels about which something can be said."""
        bits: Bits = self.mask != NOT_ASSESSED
        return bits

    @property
    def empty(self) -> Bits:
        """Pixels without data, or outside the image."""
        bits: Bits = ~np.isfinite(self.index)
        return bits


def extent_of(source: Any, scene: SceneInput, frame: Frame, *, image: Any = None) -> Extent:
    """Classify a frame block by block; with ``image``, on that open image's pixel grid."""
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    index = reading.allocate(frame.shape, np.float32, fill=np.nan)
    for block in blocks(frame):
        around = grown(block, HALO)
        if image is None:
            planes = reading.read(source, scene, ROLES, around)
        else:
            planes = reading.read_onto(source, scene, ROLES, image, around)
        part = classify(planes)
        inner, outer = block.within(around), block.within(frame)
        mask[outer], index[outer] = part.mask[inner], part.index[inner]
    return Extent(mask, index)


def classify(planes: Planes) -> Extent:
    """Return the water of green and nir reflectance planes (rows, cols), cloud in %.

    NDWI is (green - nir) / (green + nir) (McFeeters 1996), from spyndex. Smoothing is
    normalised, so that no-data neighbours do not bleed in.
    """
    total = planes["green"] + planes["nir"]
    known: Bits = np.isfinite(total) & (total > 0)
    index = np.where(known, _smoothed(_ndwi(planes, known), known), np.nan).astype(np.float32)
    hidden = known & (planes["green"] > PARAMS["bright_green"])
    if "cloud" in planes:
        hidden |= planes["cloud"] > PARAMS["cloud_percent"]
    if hidden.any():
        hidden = ndimage.maximum_filter(hidden, GROWTH_PX)
    mask = np.where(index > PARAMS["threshold"], YES, NO).astype(np.uint8)
    mask[hidden | ~known] = NOT_ASSESSED
    return Extent(mask, index)


def _ndwi(planes: Planes, known: Bits) -> Plane:
    green = np.where(known, planes["green"], 1).astype(np.float32)
    nir = np.where(known, planes["nir"], 1).astype(np.float32)
    index: Plane = np.clip(indices.compute("NDWI", G=green, N=nir), -1, 1)
    return index


def _smoothed(index: Plane, known: Bits) -> Plane:
    sigma = PARAMS["sigma_px"]
    level: Plane = ndimage.gaussian_filter(np.where(known, index, 0), sigma)
    if known.all():  # then the weight is 1
        return level
    weight = ndimage.gaussian_filter(known.astype(np.float32), sigma)
    level /= np.maximum(weight, np.float32(1e-3))
    return level
