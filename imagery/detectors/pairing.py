"""Image and baseline on one grid: common bands, registered, read block by block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.detectors import checks, reading, registration
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.grid import Frame, clipped, frame_on, grown, same_grid, whole
from imagery.detectors.registration import Registration

CLOUD_PERCENT = 20.0
MOST_SHIFT_PX, LEAST_SHIFT_PX = 10.0, 0.1
"""Further apart a position is wrong beyond any product's promise; nearer, resampling only blurs."""

Stack = NDArray[np.float32]
"""(bands, rows, cols)."""

_PIECE, _PIECES = 128, 5
_WHOLE_PX = 420_000
_EDGES = ("nir", "nir08", "red", "green", "swir16")
"""Bands whose edges are compared, the sharpest contrasts first."""


@dataclass(frozen=True)
class Pair:
    """Two open scenes, the roles both have, and how they lie inside ``frame``."""

    source: Any
    image: SceneInput
    base: Any
    reference: SceneInput
    roles: tuple[str, ...]
    frame: Frame
    shift: Registration

    @property
    def moved(self) -> bool:
        """Whether the baseline is shifted onto the image."""
        return self.shift.trusted and self.shift.shift_px >= LEAST_SHIFT_PX

    @property
    def resampled(self) -> bool:
        """Whether the baseline's values are not its own pixels'."""
        return self.moved or not same_grid(self.base, self.source)

    def range_of(self, *, now: bool) -> tuple[float, float, float]:
        """Return least and greatest value of a file's type and its step; infinite for floats."""
        source, scene = (self.source, self.image) if now else (self.base, self.reference)
        kind = np.dtype(source.dtypes[0])
        if kind.kind not in "ui":
            return -np.inf, np.inf, 0.0
        info = np.iinfo(kind)
        least, most = (value * scene.scale + scene.offset for value in (info.min, info.max))
        return least, most, scene.scale

    def read(self, frame: Frame) -> tuple[Stack, Stack]:
        """Return image and baseline (bands, rows, cols) of a frame of the image's pixels."""
        moved = self.moved
        margin = int(np.ceil(MOST_SHIFT_PX)) + 2 if moved else 0
        wide = grown(frame, margin)
        now = _stack(reading.read(self.source, self.image, self.roles, frame), self.roles)
        then = _stack(
            reading.read_onto(self.base, self.reference, self.roles, self.source, wide), self.roles
        )
        if not moved:
            return now, then
        here = self.shift.at(wide.row - self.frame.row, wide.col - self.frame.col)
        rows, cols = frame.within(wide)
        return now, np.stack([registration.aligned(band, here)[rows, cols] for band in then])

    def pieces(self) -> list[tuple[Stack, Stack]]:
        """Return the frame, or where it is large pieces spread over it."""
        frame = clipped(self.frame, whole(self.source))
        if frame.height * frame.width <= _WHOLE_PX:
            return [self.read(frame)]
        return [self.read(piece) for piece in _spread(frame)]


def _spread(frame: Frame) -> Iterator[Frame]:
    height, width = min(_PIECE, frame.height), min(_PIECE, frame.width)
    down = min(frame.height // height, max(_PIECES, _PIECES**2 // max(1, frame.width // width)))
    across = min(frame.width // width, _PIECES**2 // down)
    for row in np.linspace(0, frame.height - height, down).round().astype(int):
        for col in np.linspace(0, frame.width - width, across).round().astype(int):
            yield Frame(frame.row + int(row), frame.col + int(col), height, width)


@contextmanager
def opened(
    source: Any,
    image: SceneInput,
    reference: SceneInput,
    frame: Frame,
    *,
    roles: tuple[str, ...],
    detector: str,
) -> Iterator[Pair]:
    """Open the baseline with the same ``roles`` and register it inside ``frame``.

    Raises
    ------
    Refused
        ``detect.no_position``, ``detect.no_overlap``, ``detect.misaligned`` and what
        :func:`imagery.detectors.checks.check_values` refuses.
    """
    with reading.opened(reference, roles, detector=detector) as base:
        there = _there(source, image, base, reference, frame)
        checks.check_values(base, reference, roles, there, reflectance=not is_raw(base, reference))
        flat = Pair(source, image, base, reference, roles, frame, registration.unknown())
        shift = registration.register_by(_reader(flat), frame.shape)
        registration.check(shift, MOST_SHIFT_PX)
        yield Pair(source, image, base, reference, roles, frame, shift)


def window(source: Any, frame: Frame, *, side: int = 256) -> Frame:
    """Return the frame with enough ground around it to register and to know what noise is."""
    missing = max(0, side - frame.height, side - frame.width)
    return clipped(grown(frame, -(-missing // 2)), whole(source))


def flags_of(pair: Pair) -> tuple[str, ...]:
    """Return what must be said of any comparison: season and alignment."""
    raised = {
        "detect.alignment_unknown": not pair.shift.trusted,
        "detect.alignment_corrected": pair.shift.trusted and pair.shift.shift_px >= 0.5,
    }
    told = tuple(code for code, is_raised in raised.items() if is_raised)
    return checks.season_flags(pair.image, pair.reference) + told


def is_raw(source: Any, scene: SceneInput) -> bool:
    """Whether the numbers are grey values of unknown meaning, which nothing can be wrong with."""
    return source.dtypes[0] == "uint8" and scene.scale == 1


def _there(source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame) -> Frame:
    if not same_grid(source, base):
        for one, scene in ((source, image), (base, reference)):
            if one.crs is None:
                raise Refused("detect.no_position", file=scene.path.name, what="reference")
        frame = frame_on(base, source, clipped(frame, whole(source)))
    if not frame.meets(base):
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    return frame


def _reader(pair: Pair) -> registration.Reader:
    role = next((role for role in _EDGES if role in pair.roles), pair.roles[0])
    number = pair.roles.index(role)

    def read(cell: Frame) -> tuple[Plane, Plane, Bits | None]:
        moved = Frame(cell.row + pair.frame.row, cell.col + pair.frame.col, *cell.shape)
        now, then = pair.read(moved)
        return now[number], then[number], None

    return read


def _stack(planes: reading.Planes, roles: tuple[str, ...]) -> Stack:
    stack = np.stack([planes[role] for role in roles])
    if "cloud" in planes:
        stack[:, planes["cloud"] > CLOUD_PERCENT] = np.nan
    return stack
