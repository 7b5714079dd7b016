"""Connected parts and neighbourhoods of whole scenes, by strips and blocks: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors import reading
from imagery.detectors.base import Bits
from imagery.detectors.grid import Frame, blocks, clipped, grown

STRIP = 512
BLOCK = 1024
WIDE_PX = 10


@dataclass(frozen=True)
class Labelled:
    """Connected parts: ``labels`` (rows, cols) with 0 for none, and how many there are."""

    labels: Any
    count: int

    def sums(self, values: Any = None) -> NDArray[np.float64]:
        """Return pixels (or the sum of ``values``, NaN as 0) by label, 0 first."""
        total = np.zeros(self.count + 1)
        for rows in strips(self.labels):
            part = self.labels[rows].ravel()
            weights = None if values is None else np.nan_to_num(values[rows]).ravel()
            total += np.bincount(part, weights, self.count + 1)
        return total

    def touched(self, bits: Any) -> Bits:
        """Return by label whether a pixel of ``bits`` lies in the part."""
        found = np.zeros(self.count + 1, bool)
        for rows in strips(self.labels):
            found[np.unique(self.labels[rows][bits[rows]])] = True
        found[0] = False
        return found

    def keep(self, kept: Bits, out: Any) -> None:
        """Write into ``out`` the pixels of the parts that are kept."""
        kept[0] = False
        for rows in strips(out):
            out[rows] = kept[self.labels[rows]]


def strips(array: Any) -> Iterator[slice]:
    """Cut an array into strips of rows."""
    for top in range(0, array.shape[0], STRIP):
        yield slice(top, top + STRIP)


def labelled(bits: Any, structure: Any = None) -> Labelled:
    """Label connected parts (4-connected unless told)."""
    labels = reading.allocate(bits.shape, np.int32, fill=0)
    count = ndimage.label(bits, structure, output=labels)
    return Labelled(labels, int(count))


def fill_holes(bits: Any, *, below_px: float) -> None:
    """Close holes of under ``below_px`` pixels; what reaches the image's edge is no hole."""
    outside = reading.allocate(bits.shape, np.bool_, fill=False)
    for rows in strips(bits):
        outside[rows] = ~bits[rows]
    holes = labelled(outside)
    small = holes.sums() < below_px
    small[0] = False
    for edge in (holes.labels[0], holes.labels[-1], holes.labels[:, 0], holes.labels[:, -1]):
        small[np.unique(edge)] = False
    for rows in strips(bits):
        bits[rows] |= small[holes.labels[rows]]


def nearby(out: Any, reach: int, step: Callable[..., Any], *arrays: Any, size: int = BLOCK) -> None:
    """Fill ``out`` block by block with ``step`` of the arrays, which may look ``reach`` px away."""
    outer = Frame(0, 0, out.shape[0], out.shape[1])
    for block in blocks(outer, size=size):
        around = clipped(grown(block, reach), outer)
        window = around.within(outer)
        out[block.within(outer)] = step(*(array[window] for array in arrays))[block.within(around)]


def reached(bits: Any, pixels: int) -> Bits:
    """Grow by a disc; what lies outside the array is unknown and grows nothing."""
    if pixels > WIDE_PX:  # a distance costs the same however wide
        away = cv2.distanceTransform((~bits).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
        wide: Bits = (away <= pixels) & bits.any()
        return wide
    out: Bits = cv2.dilate(bits.astype(np.uint8), disc(pixels)).astype(bool)
    return out


def opened(bits: Any, pixels: int) -> Bits:
    """Keep only what a disc fits into."""
    out: Bits = cv2.morphologyEx(bits.astype(np.uint8), cv2.MORPH_OPEN, disc(pixels)).astype(bool)
    return out


def disc(pixels: int) -> NDArray[np.uint8]:
    """Return a disc of a radius in pixels."""
    side = 2 * pixels + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
