"""Which of the marked pixels are things that float: sharp edges, small, or green mats."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from imagery.detectors.base import Bits, Plane
from imagery.detectors.debris.params import PARAMS
from imagery.detectors.debris.survey import Survey
from imagery.detectors.debris.water import Water
from imagery.detectors.grid import Frame, clipped, grown
from imagery.detectors.patches import Ground, components
from imagery.detectors.shapes import EIGHT, Component

OBJECT, MAT = "floating object", "floating green mat"
HALF = 0.5
EDGE_PX = 3
"""An edge fades out over so many pixels, by optics, JPEG and resampling."""


def found(seen: Survey, water: Water, ground: Ground) -> list[tuple[Component, str]]:
    """Return mats, then the things that do not lie in one, each with what it is."""
    large = list(mats(seen, water, ground))
    taken = np.zeros(seen.mask.shape, bool)
    for mat in large:
        taken[mat.frame.within(seen.frame)] |= mat.bits
    small = [part for part in objects(seen, water) if not part.of(taken, seen.frame).any()]
    return [(part, MAT) for part in large] + [(part, OBJECT) for part in small]


def objects(seen: Survey, water: Water) -> Iterator[Component]:
    """Yield small sharp things that are clear of the water's outline."""
    area = int((seen.mask != 255).sum())
    most = min(PARAMS["most_share"] * area, (PARAMS["window_px"] / 2) ** 2)
    for part in components(seen.coloured, seen.frame, least_px=int(PARAMS["least_px"])):
        if part.size > max(most, 4 * PARAMS["least_px"]):
            continue
        if _clear(part, water) and _sharp(part, seen.index, seen.frame):
            yield _trimmed(part, seen)


def _trimmed(part: Component, seen: Survey) -> Component:
    """Cut a thing back to half of its height, where its true edge is: optics widen it."""
    values = part.of(seen.index, seen.frame)
    bits = part.bits.copy()
    bits[part.bits] = values >= HALF * float(np.percentile(values, 90))
    return Component(bits, part.frame) if bits.sum() >= PARAMS["least_px"] else part


def mats(seen: Survey, water: Water, ground: Ground) -> Iterator[Component]:
    """Yield green mats on mapped water: large, and further out than a bank's trees hang over."""
    if not water.mapped:
        return
    pixel = ground.pixel_m2
    least = PARAMS["mat_least_px"]
    if np.isfinite(pixel):
        least = min(least, max(PARAMS["mat_least_m2"] / pixel, 9))
    depth_px = PARAMS["mat_depth_px"]
    if np.isfinite(pixel):
        depth_px = max(min(depth_px, PARAMS["mat_depth_m"] / pixel**0.5), 2)
    whole = ndimage.binary_opening(ndimage.binary_closing(seen.green, EIGHT), EIGHT)
    for part in components(whole, seen.frame, least_px=int(least)):
        if _depth(part, water) > depth_px and _sharp(part, seen.far, seen.frame):
            yield part


def _clear(part: Component, water: Water) -> bool:
    """Whether all around the thing is water: what touches the shore belongs to it."""
    rim = int(PARAMS["rim_px"])
    around = grown(part.frame, rim)
    near = ndimage.binary_dilation(np.pad(part.bits, rim), EIGHT, iterations=rim)
    return bool(water.on(around)[near].all())


def _sharp(part: Component, plane: Plane, frame: Frame) -> bool:
    """Whether the step at the edge falls by half within a few pixels outside."""
    around = clipped(grown(part.frame, EDGE_PX), frame)
    bits = np.zeros(around.shape, bool)
    bits[part.frame.within(around)] = part.bits
    out: Bits = ndimage.binary_dilation(bits, EIGHT, iterations=EDGE_PX)
    out &= ~ndimage.binary_dilation(bits, EIGHT, iterations=EDGE_PX - 1)
    inner = bits & ~ndimage.binary_erosion(bits, EIGHT, iterations=EDGE_PX, border_value=1)
    values = plane[around.within(frame)]
    if not np.isfinite(values[out]).any():
        return False
    outside = float(np.nanmean(values[out]))
    return outside < PARAMS["edge_ratio"] * float(np.nanmean(values[inner]))


def _depth(part: Component, water: Water) -> float:
    """Return how far from the water's outline the part reaches, in pixels."""
    margin = 64
    around = grown(part.frame, margin)
    away = ndimage.distance_transform_edt(water.on(around))
    return float(away[part.frame.within(around)][part.bits].max())
