"""The radar image from before the flood: opened, checked, and laid to the image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from geo.errors import Refused
from imagery.detectors import checks, reading, registration
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.flood_sar import backscatter
from imagery.detectors.flood_sar.extent import Before, Reader
from imagery.detectors.flood_sar.params import NAME, PARAMS
from imagery.detectors.grid import Frame, clipped, frame_on, same_grid, whole
from imagery.detectors.registration import Registration

ROLES = ("vv",)
SIDE = 1024
"""Pixels of the window that both images are registered in."""


@dataclass(frozen=True)
class Older:
    """The reader of both dates, and what has to be said of the comparison."""

    reader: Reader
    shift: Registration
    season_days: float | None
    flags: tuple[str, ...]

    @property
    def detail(self) -> Mapping[str, float | str]:
        """How the images lie to each other."""
        return self.shift.detail


@contextmanager
def older(reader: Reader, reference: SceneInput, frame: Frame) -> Iterator[Older]:
    """Open the older image and check that it can be compared.

    Raises
    ------
    Refused
        ``detect.no_position``, ``detect.no_overlap``, ``detect.misaligned``, ``detect.sar_scale``
        and what :func:`imagery.detectors.checks.check_values` refuses.
    """
    source, image = reader.source, reader.scene
    with reading.opened(reference, ROLES, detector=NAME) as base:
        there = _there(source, image, base, reference, frame)
        checks.check_values(base, reference, ROLES, there, reflectance=False)
        power = backscatter.is_power(base, reference, ROLES, there)
        both = replace(reader, before=Before(base, reference, power))
        shift = _registered(both, frame)
        registration.check(shift, PARAMS["max_shift_px"])
        flags = checks.season_flags(image, reference)
        if not shift.trusted:
            flags += ("detect.alignment_unknown",)
        yield Older(both, shift, checks.season_days(image, reference), flags)


def _there(source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame) -> Frame:
    there = frame
    if not same_grid(source, base):
        for one, scene in ((source, image), (base, reference)):
            if one.crs is None:
                raise Refused("detect.no_position", file=scene.path.name, what="reference")
        there = frame_on(base, source, clipped(frame, whole(source)))
    if not there.meets(base):
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    return there


def _registered(both: Reader, frame: Frame) -> Registration:
    """Register the despeckled VV of a window around the frame's middle."""
    row = frame.row + frame.height // 2 - SIDE // 2
    col = frame.col + frame.width // 2 - SIDE // 2
    window = clipped(Frame(row, col, SIDE, SIDE), whole(both.source))

    def read(cell: Frame) -> tuple[Plane, Plane, Bits | None]:
        moved = Frame(cell.row + window.row, cell.col + window.col, *cell.shape)
        now = both.now(moved)
        fall = both.fall(moved, now)
        then = now["vv"] if fall is None else now["vv"] + fall
        return now["vv"], then, None

    return registration.register_by(read, window.shape)
