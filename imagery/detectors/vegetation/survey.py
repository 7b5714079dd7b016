"""Reads a frame block by block, averaged to the working pixel size, and classifies it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.transform import Affine

from imagery.detectors import reading
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.camera import white_of
from imagery.detectors.grid import Frame, blocks, grown, gsd_m
from imagery.detectors.reading import Planes
from imagery.detectors.vegetation.cover import classify, woody
from imagery.detectors.vegetation.params import UNSURE_GSD_M, WORK_GSD_M

BLOCK, HALO = 256, 24
"""Working pixels; the halo is more than the widest window's reach."""
STORED_BLOCK = 1024
"""Stored pixels a block may span; very fine images get smaller blocks, so memory stays flat."""
ASSUMED_FRAME_M = 70.0
"""Width of a usual drone photo on the ground, taken for texture only where nothing is known."""


@dataclass(frozen=True)
class Survey:
    """A frame classified on working pixels of ``factor`` x ``factor`` stored ones."""

    frame: Frame
    factor: int
    step_m: float
    index: Plane
    rough: Plane
    green: Bits
    woody: Bits
    unseen: Bits

    @property
    def work(self) -> Frame:
        """The frame on the working grid, whose origin is the frame's corner."""
        return Frame(0, 0, *self.green.shape)

    @property
    def unsure(self) -> bool:
        """Whether the pixels are too coarse to tell crowns from lawn well."""
        return self.step_m > UNSURE_GSD_M

    def to_stored(self) -> Affine:
        """Return the transform from working pixels to stored pixels of the image."""
        move = Affine.translation(self.frame.col, self.frame.row)
        return move @ Affine.scale(self.factor, self.factor)

    def mask(self) -> Mask:
        """Return the cover on working pixels: 1 green, 0 not, 255 not assessed."""
        mask = np.where(self.green, YES, NO).astype(np.uint8)
        mask[self.unseen] = NOT_ASSESSED
        return mask


def survey(source: Any, scene: SceneInput, roles: tuple[str, ...], frame: Frame) -> Survey:
    """Classify a frame."""
    factor = factor_of(source)
    work_m = step_of(source) * factor
    size = Frame(0, 0, *frame.thinned(factor))
    index = reading.allocate(size.shape, np.float32, fill=np.nan)
    rough = np.zeros(size.shape, np.float32)
    green, crown, dark = (np.zeros(size.shape, bool) for _ in range(3))
    white = white_of(source, scene, roles)
    for block in blocks(size, size=min(max(STORED_BLOCK // factor, HALO), BLOCK)):
        around = grown(block, HALO)
        cover = classify(averaged(source, scene, roles, frame, around, factor, white), work_m)
        inner, outer = block.within(around), block.within(size)
        crown[outer] = woody(cover.rough, cover.green, work_m)[inner]
        index[outer], rough[outer] = cover.index[inner], cover.rough[inner]
        green[outer], dark[outer] = cover.green[inner], cover.dark[inner]
    unseen = ~np.isfinite(index) | (dark & ~crown)
    return Survey(frame, factor, work_m, index, rough, green, crown, unseen)


def factor_of(source: Any) -> int:
    """Return how many stored pixels, across and down, become one working pixel."""
    return max(1, int(WORK_GSD_M / step_of(source)))


def step_of(source: Any) -> float:
    """Return metres a pixel; where unknown, what a usual drone photo would have."""
    step = gsd_m(source)
    if step is None:
        return float(np.clip(ASSUMED_FRAME_M / max(source.width, source.height), 0.02, WORK_GSD_M))
    return max(step)


def averaged(
    source: Any,
    scene: SceneInput,
    roles: tuple[str, ...],
    frame: Frame,
    around: Frame,
    factor: int,
    white: float,
) -> Planes:
    """Read a block of working pixels; one is known when half of its stored pixels are."""
    stored = Frame(
        frame.row + around.row * factor,
        frame.col + around.col * factor,
        around.height * factor,
        around.width * factor,
    )
    planes = reading.read(source, scene, roles, stored)
    hidden = np.where(planes.pop("cloud", np.float32(0)) > 20, np.float32(np.nan), np.float32(1))
    return {role: mean_of(plane / white * hidden, factor) for role, plane in planes.items()}


def mean_of(plane: Plane, factor: int) -> Plane:
    """Return means of ``factor`` x ``factor`` pixels; known when half of them are."""
    if factor == 1:
        return plane
    rows, cols = plane.shape[0] // factor, plane.shape[1] // factor
    parts = plane.reshape(rows, factor, cols, factor)
    known = np.isfinite(parts)
    count = known.sum(axis=(1, 3))
    total = np.where(known, parts, 0).sum(axis=(1, 3), dtype=np.float32)
    mean = total / np.maximum(count, 1)
    return np.where(count * 2 >= factor * factor, mean, np.nan).astype(np.float32)
