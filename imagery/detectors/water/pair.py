"""Image and baseline brought onto one grid, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors import alignment, checks, reading
from imagery.detectors.base import Bits, SceneInput
from imagery.detectors.grid import Frame, frame_on
from imagery.detectors.water.extent import Extent, classify, extent_of
from imagery.detectors.water.limits import limits_of
from imagery.detectors.water.params import NAME, PARAMS, ROLES

WINDOW_FOR_SHIFT = 512


@dataclass(frozen=True)
class Pair:
    """Image and baseline on one frame of the image's grid."""

    now: Extent
    then: Extent
    frame: Frame
    shift: alignment.Shift

    @property
    def both(self) -> Bits:
        """Pixels assessed on both dates."""
        return self.now.assessed & self.then.assessed

    @property
    def empty(self) -> Bits:
        """Pixels without data on either date."""
        return self.now.empty | self.then.empty

    @property
    def lost(self) -> Bits:
        """Water then, land now."""
        return self.then.wet & self.now.dry

    @property
    def gained(self) -> Bits:
        """Land then, water now."""
        return self.then.dry & self.now.wet


def compare(
    source: Any, image: SceneInput, reference: SceneInput, frame: Frame, now: Extent
) -> Pair:
    """Classify the baseline on the image's frame.

    Raises
    ------
    Refused
        ``detect.no_position``, ``detect.no_overlap``, ``detect.misaligned`` and what
        :func:`imagery.detectors.checks.check_values` refuses.
    """
    with reading.opened(reference, ROLES, detector=NAME) as base:
        for one, scene in ((source, image), (base, reference)):
            if one.crs is None:
                raise Refused("detect.no_position", file=scene.path.name, what="reference")
        there = frame_on(base, source, frame)
        if not there.meets(base):
            raise Refused("detect.no_overlap", file=reference.path.name, what="image")
        checks.check_values(base, reference, ROLES, there, reflectance=True)
        then = extent_of(base, reference, frame, image=source)
        shift = _shift(source, image, base, reference, frame)
    if not np.isfinite(then.index).any():
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    if shift.trusted and shift.pixels > PARAMS["max_shift_px"]:
        raise Refused(
            "detect.misaligned",
            shift_px=f"{shift.pixels:.1f}",
            limit_px=PARAMS["max_shift_px"],
        )
    return Pair(now, then, frame, shift)


def _shift(
    source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame
) -> alignment.Shift:
    """Shift over a window around the frame's centre, judged on what is land on both dates."""
    look = _look(source, frame)
    now = reading.read(source, image, ROLES, look)
    then = reading.read_onto(base, reference, ROLES, source, look)
    land = classify(now, limits_of(source, image, look)).dry
    land &= classify(then, limits_of(base, reference, frame_on(base, source, look))).dry
    return alignment.estimate(now["nir"], then["nir"], land)


def _look(source: Any, frame: Frame) -> Frame:
    side = WINDOW_FOR_SHIFT
    row = frame.row + (frame.height - side) // 2
    col = frame.col + (frame.width - side) // 2
    row = min(max(row, 0), max(source.height - side, 0))
    col = min(max(col, 0), max(source.width - side, 0))
    return Frame(row, col, min(side, source.height), min(side, source.width))
