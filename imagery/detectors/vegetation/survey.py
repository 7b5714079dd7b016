"""Reads a frame block by block, averaged to the working pixel size, and classifies it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.transform import Affine

from geo.errors import Refused
from imagery.detectors import reading
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Mask, Plane, SceneInput
from imagery.detectors.grid import Frame, blocks, grown, gsd_m
from imagery.detectors.reading import Planes
from imagery.detectors.vegetation.cover import classify, woody
from imagery.detectors.vegetation.params import NIR, UNSURE_GSD_M, WORK_GSD_M

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
    white = _white(source, scene, roles)
    for block in blocks(size, size=min(max(STORED_BLOCK // factor, HALO), BLOCK)):
        around = grown(block, HALO)
        cover = classify(_averaged(source, scene, roles, frame, around, factor, white), work_m)
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


def _averaged(
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
    return {role: _mean(plane / white * hidden, factor) for role, plane in planes.items()}


def _mean(plane: Plane, factor: int) -> Plane:
    if factor == 1:
        return plane
    rows, cols = plane.shape[0] // factor, plane.shape[1] // factor
    parts = plane.reshape(rows, factor, cols, factor)
    known = np.isfinite(parts)
    count = known.sum(axis=(1, 3))
    total = np.where(known, parts, 0).sum(axis=(1, 3), dtype=np.float32)
    mean = total / np.maximum(count, 1)
    return np.where(count * 2 >= factor * factor, mean, np.nan).astype(np.float32)


def _white(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> float:
    """Return the value that counts as white: 255 for bytes, 1 for reflectance, else the top."""
    if source.dtypes[0] == "uint8" and scene.scale == 1:
        return 255.0
    top = float(np.nanmax(_sample(source, scene, roles)))
    return 1.0 if top <= 2 else top


def _sample(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> Plane:
    rows, cols = min(source.height, 512), min(source.width, 512)
    numbers = [scene.bands[role] for role in roles]
    values = source.read(numbers, out_shape=(len(numbers), rows, cols)).astype(np.float32)
    sample: Plane = values * np.float32(scene.scale) + np.float32(scene.offset)
    return sample


def check_camera(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> None:
    """Refuse a picture of a NIR-converted camera: much red, no green (``detect.nir_camera``).

    Rule of the sample photos: more than 15 % of the pixels with r > .40 and r - g > .10 while
    fewer than .5 % are green. It refused 3 of 3 converted frames, 0 of 14 others, and wrongly
    1 of 4 tiles of red roofs.
    """
    if roles == NIR:
        return
    red, green, blue = _sample(source, scene, roles) / _white(source, scene, roles)
    lit = (red + green + blue) > 3 * 0.012
    reddish = (red > 0.40) & (red - green > 0.10) & lit
    greenish = (2 * green - red - blue > 0.06 * (red + green + blue)) & lit
    count = max(int(lit.sum()), 1)
    if reddish.sum() / count > 0.15 and greenish.sum() / count < 0.005:
        raise Refused("detect.nir_camera", file=scene.path.name)
