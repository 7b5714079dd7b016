"""Looks at water block by block: an index of it, and where it stands out of its water body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import reading, thresholds
from imagery.detectors.algae.bodies import Bodies, bodies_of
from imagery.detectors.algae.params import PARAMS
from imagery.detectors.algae.water import Wet, roles_of, wet_of
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Mask, Plane, SceneInput
from imagery.detectors.grid import Frame, blocks, clipped, grown, whole
from imagery.detectors.reading import Planes

HALO = 8
AROUND_PX = 256
"""A small zone is judged against the water of so many pixels around it."""

Index = Callable[[Planes], Plane]
Limit = Callable[[Plane, Plane], Plane]
"""Returns the threshold of every pixel from median and spread of its water body."""


@dataclass(frozen=True)
class Survey:
    """``mask`` and ``index``, both (rows, cols) on ``frame``.

    ``bodies`` is None where no water was found.
    """

    frame: Frame
    mask: Mask
    index: Plane
    bodies: Bodies | None


def survey(source: Any, scene: SceneInput, frame: Frame, index: Index, limit: Limit) -> Survey:
    """Look at a frame; outside water, and where cloud hides it, nothing is assessed."""
    roles = roles_of(scene)
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    plane = reading.allocate(frame.shape, np.float32, fill=np.nan)
    bodies = _bodies(source, scene, frame, index)
    for block in blocks(frame) if bodies is not None else ():
        around = grown(block, HALO)
        planes = reading.read(source, scene, roles, around)
        wet, values = wet_of(planes), index(planes)
        cut = limit(*_usual(bodies, around))
        told = np.where(_steady(values > cut, wet), YES, NO).astype(np.uint8)
        told[~wet.water | ~np.isfinite(values)] = NOT_ASSESSED
        inner, outer = block.within(around), block.within(frame)
        mask[outer] = told[inner]
        plane[outer] = np.where(wet.near, values, np.nan)[inner]
    return Survey(frame, mask, plane, bodies)


def _usual(bodies: Bodies | None, frame: Frame) -> tuple[Plane, Plane]:
    if bodies is None:  # narrowed for the type checker: no block is read without bodies
        raise ValueError("no water")
    return bodies.usual(frame)


def _steady(above: Any, wet: Wet) -> Any:
    """Drop what only a pixel or two say: most of the water around must agree."""
    above &= wet.water
    around = ndimage.uniform_filter(above.astype(np.float32), 3)
    water = ndimage.uniform_filter(wet.water.astype(np.float32), 3)
    return above & (around > 0.4 * np.maximum(water, 1e-6))


def _bodies(source: Any, scene: SceneInput, frame: Frame, index: Index) -> Bodies | None:
    missing = max(0, AROUND_PX - min(frame.shape))
    wide = clipped(grown(frame, missing // 2), whole(source))
    planes = thresholds.sample(source, scene, roles_of(scene), wide)
    wet, values = wet_of(planes), index(planes)
    factor = -(-wide.height // values.shape[0])
    return bodies_of(values, wet.water, wide, factor, least_px=int(PARAMS["least_water_px"]))
