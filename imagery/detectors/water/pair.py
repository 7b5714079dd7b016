"""Image and baseline brought onto one grid, and what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors import checks, reading, registration
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.grid import Frame, frame_on, whole
from imagery.detectors.registration import Registration
from imagery.detectors.water.extent import Extent, classify, extent_of
from imagery.detectors.water.limits import limits_of
from imagery.detectors.water.params import NAME, PARAMS, ROLES

ZONE_WINDOW_PX = 256
"""Around a zone so much is registered: nine cells, in the time of one look at 512 pixels."""


@dataclass(frozen=True)
class Pair:
    """Image and baseline on one frame of the image's grid."""

    now: Extent
    then: Extent
    frame: Frame
    shift: Registration
    season_days: float | None = None

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
        shift, origin = _registered(source, image, base, reference, frame)
        registration.check(shift, PARAMS["max_shift_px"])
        moved = (shift, origin) if shift.trusted else None
        then = extent_of(base, reference, frame, image=source, moved=moved)
    if not np.isfinite(then.index).any():
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    return Pair(now, then, frame, shift, checks.season_days(image, reference))


def _registered(
    source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame
) -> tuple[Registration, Frame]:
    """Register on what is land on both dates; returns the frame whose pixels the map speaks of."""
    look = frame if frame == whole(source) else _look(source, frame)
    limits = (
        limits_of(source, image, look),
        limits_of(base, reference, frame_on(base, source, look)),
    )

    def read(part: Frame) -> tuple[Plane, Plane, Bits]:
        here = Frame(look.row + part.row, look.col + part.col, part.height, part.width)
        now = reading.read(source, image, ROLES, here)
        then = reading.read_onto(base, reference, ROLES, source, here)
        land = classify(now, limits[0]).dry & classify(then, limits[1]).dry
        return now["nir"], then["nir"], land

    return registration.register_by(read, look.shape), look


def _look(source: Any, frame: Frame) -> Frame:
    side = ZONE_WINDOW_PX
    row = frame.row + (frame.height - side) // 2
    col = frame.col + (frame.width - side) // 2
    row = min(max(row, 0), max(source.height - side, 0))
    col = min(max(col, 0), max(source.width - side, 0))
    return Frame(row, col, min(side, source.height), min(side, source.width))
