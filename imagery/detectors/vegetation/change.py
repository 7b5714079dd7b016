"""What greened and what was cleared since a baseline: the green index beyond its own noise.

Both dates are averaged alike. The median difference of the scene is taken away first: a dry year
or another sensor moves everything. What is left counts from three deviations of the middle of the
scene on, when the ground also passes from not green to green or back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import reading, shapes, thresholds
from imagery.detectors.base import Bits, Plane
from imagery.detectors.camera import white_of
from imagery.detectors.grid import Frame, blocks, grown
from imagery.detectors.pairing import Pair
from imagery.detectors.reading import Planes
from imagery.detectors.vegetation.cover import Cover, classify
from imagery.detectors.vegetation.params import PARAMS
from imagery.detectors.vegetation.survey import BLOCK, HALO, STORED_BLOCK, Survey, mean_of

_SAMPLE = 1_000_000


@dataclass(frozen=True)
class Change:
    """Planes (rows, cols) on the survey's working pixels.

    ``rise`` is the change of the green index less the scene's median, in deviations; ``grown``
    and ``lost`` what passed from not green to green and back, ``both`` what both dates show.
    """

    rise: Plane
    grown: Bits
    lost: Bits
    both: Bits
    pair: Pair


def change_of(pair: Pair, seen: Survey) -> Change:
    """Compare the green index of both dates on the survey's frame."""
    size = seen.work
    rise = reading.allocate(size.shape, np.float32, fill=np.nan)
    now_green, then_green = np.zeros(size.shape, bool), np.zeros(size.shape, bool)
    for block in blocks(size, size=min(max(STORED_BLOCK // seen.factor, HALO), BLOCK)):
        around = grown(block, HALO)
        now, then = _covers(pair, seen, around)
        inner, outer = block.within(around), block.within(size)
        rise[outer] = (now.index - then.index)[inner]
        now_green[outer], then_green[outer] = now.green[inner], then.green[inner]
    both = np.isfinite(rise) & ~seen.unseen
    rise = _standard(rise, both)
    limit = PARAMS["change_z"]
    grown_bits = _passed(both & (rise > limit), now_green, then_green)
    return Change(
        rise, grown_bits, _passed(both & (rise < -limit), then_green, now_green), both, pair
    )


def _passed(beyond: Bits, green: Bits, other: Bits) -> Bits:
    """Green on one date and not a pixel around on the other: edges move a little by themselves."""
    near = ndimage.binary_dilation(other, shapes.EIGHT)
    bits: Bits = ndimage.binary_opening(beyond & green & ~near, shapes.EIGHT)
    return bits


def _standard(rise: Plane, both: Bits) -> Plane:
    values = rise[both]
    if not values.size:
        return rise
    few: Any = values[:: max(1, values.size // _SAMPLE)]
    noise = max(thresholds.mad(few) or 0.0, PARAMS["least_index_noise"])
    return np.asarray((rise - np.median(few)) / noise, np.float32)


def _covers(pair: Pair, seen: Survey, around: Frame) -> tuple[Cover, Cover]:
    stored = Frame(
        seen.frame.row + around.row * seen.factor,
        seen.frame.col + around.col * seen.factor,
        around.height * seen.factor,
        around.width * seen.factor,
    )
    now, then = pair.read(stored)
    white = white_of(pair.source, pair.image, pair.roles)
    old = white_of(pair.base, pair.reference, pair.roles)
    return (
        classify(_planes(now, white, pair, seen.factor), seen.step_m),
        classify(_planes(then, old, pair, seen.factor), seen.step_m),
    )


def _planes(stack: Any, white: float, pair: Pair, factor: int) -> Planes:
    named = zip(pair.roles, stack, strict=True)
    return {role: mean_of(band / np.float32(white), factor) for role, band in named}
