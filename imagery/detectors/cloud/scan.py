"""Reads a frame as display numbers: how bright its darkest visible band is, how white, how dark.

Reflectance is brought to the numbers of Sentinel-2's true-colour image (.3558 is 255), so that
display images and reflectance share one set of limits. One byte a pixel each, in blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.detectors import reading
from imagery.detectors.base import Bits, SceneInput
from imagery.detectors.cloud.params import DISPLAY_WHITE, PARAMS, VISIBLE
from imagery.detectors.grid import BLOCK, Frame, blocks
from imagery.detectors.reading import Planes

WHITE, CORE, SNOW = 1, 2, 4
TOP = 255.0


@dataclass(frozen=True)
class Scan:
    """A frame: ``least`` and ``dark`` are 1-255, 0 no data; ``kind`` holds the bits above."""

    least: NDArray[np.uint8]
    dark: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    swir: bool

    def known(self, rows: slice = slice(None)) -> Bits:
        """Pixels with data."""
        bits: Bits = self.least[rows] > 0
        return bits


def factor_of(step_m: float | None) -> int:
    """Return how many stored pixels, across and down, are looked at as one: clouds are large."""
    return 1 if step_m is None else max(1, int(PARAMS["work_m"] / step_m))


def scan(source: Any, image: SceneInput, frame: Frame, factor: int) -> Scan:
    """Read a frame, one pixel for ``factor`` x ``factor``."""
    roles = [*VISIBLE, *(role for role in ("nir", "swir16") if role in image.bands)]
    brightness = display_factor(source, image)
    shape = frame.thinned(factor)
    least, dark, kind = (reading.allocate(shape, np.uint8, fill=0) for _ in range(3))
    for block in blocks(Frame(0, 0, *shape), size=max(BLOCK // factor, 16)):
        stored = Frame(
            frame.row + block.row * factor,
            frame.col + block.col * factor,
            min(block.height * factor, frame.height - block.row * factor),
            min(block.width * factor, frame.width - block.col * factor),
        )
        planes = reading.read(source, image, roles, stored, factor=factor)
        at = block.within(Frame(0, 0, *shape))
        least[at], dark[at], kind[at] = _classified(planes, brightness)
    return Scan(least, dark, kind, "swir16" in roles)


def display_factor(source: Any, image: SceneInput) -> float:
    """Return what turns scaled values into display numbers; bytes are such numbers already."""
    if source.dtypes[0] == "uint8":
        return 1.0 / image.scale
    return TOP / DISPLAY_WHITE


def _classified(
    planes: Planes, factor: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    red, green, blue = (planes[role] * factor for role in VISIBLE)
    low = np.minimum(np.minimum(red, green), blue)
    high = np.maximum(np.maximum(red, green), blue)
    known = np.isfinite(low) & (high > 0)
    low, high = np.clip(low, 1, TOP), np.clip(high, 1, TOP)
    white = low / high
    kind = np.where(white > PARAMS["white"], WHITE, 0) | np.where(
        white > PARAMS["core_white"], CORE, 0
    )
    if "swir16" in planes:
        kind |= np.where(_snow(planes), SNOW, 0)
    dark = np.clip(planes["nir"] * factor, 1, TOP) if "nir" in planes else high
    return _bytes(low, known), _bytes(dark, known), _bytes(kind, known)


def _bytes(plane: Any, known: Bits) -> NDArray[np.uint8]:
    return np.asarray(np.where(known, np.nan_to_num(plane), 0).round(), np.uint8)


def _snow(planes: Planes) -> Bits:
    """Snow is dark in short-wave infrared (NDSI, Dozier 1989), cloud is not."""
    green, swir = planes["green"], planes["swir16"]
    snow: Bits = green - swir > PARAMS["snow_ndsi"] * (green + swir)
    if "nir" in planes:
        snow &= planes["nir"] > PARAMS["snow_nir"]
    return snow
