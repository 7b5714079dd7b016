"""Frames without ties: water is laid by GPS with its neighbours' correction, the rest stays out.

Nothing in such a frame says whether its heading is turned, so the frames that fly like it decide;
and what it shows must look like what the tied frames show at its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagery.mosaic import content
from imagery.mosaic.adjust import Adjusted
from imagery.mosaic.features import Features
from imagery.mosaic.known import Known
from imagery.mosaic.pose import Placed, State, circular_mean, placed, unwrapped
from imagery.mosaic.settle import Settled

_ALIKE = np.radians(30)
_NEIGHBOURS = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lonely:
    """A frame without ties: its place by GPS and why it is in or out of the mosaic."""

    placed: Placed
    used: bool
    reason: str

    @property
    def by_gps(self) -> bool:
        """Whether its recorded place is believed for want of a better one."""
        return self.used or self.reason in {"mosaic.no_neighbour", "mosaic.yaw_unknown"}


def by_gps(
    index: int,
    known: Sequence[Known],
    settled: Settled,
    tied: Mapping[int, Placed],
    features: Sequence[Features],
) -> Lonely:
    """Place a frame by its GPS and decide whether it may fill a gap of the mosaic."""
    one = known[index]
    near = sorted(settled.chosen, key=lambda i: float(np.hypot(*(known[i].xy - one.xy))))
    near = near[:_NEIGHBOURS]
    turn = _turn(one, known, near, tied)
    shift = np.median([tied[i].xy - known[i].xy for i in near[:3]], axis=0)
    place = alone(one, turn or 0.0, shift, settled.fit)
    if turn is None:
        return Lonely(place, used=False, reason="mosaic.yaw_unknown")
    found = content.verdict((place, features[index]), [(tied[i], features[i]) for i in near])
    return Lonely(place, used=found == "mosaic.no_ties", reason=found)


def alone(known: Known, turn: float, shift: Floats, fit: Adjusted | None) -> Placed:
    """Return a frame as recorded, its heading turned by ``turn``, its place moved by ``shift``.

    Ground, lens and the factor of heights are those of the fit; without one the ground is level.
    """
    factor = fit.height_factor if fit else 1.0
    slope, k = (fit.state.slope, fit.state.k) if fit else (np.zeros(2), np.zeros(2))
    yaw = np.array([(known.levelled.yaw_rad or 0.0) + turn])
    height = np.array([known.height * factor])
    state = State((known.xy + shift)[None], yaw, height, np.zeros((1, 2)), slope, k)
    return placed(known.lens, known.levelled.axes, state, 0)


def as_recorded(known: Known) -> Placed:
    """Return a frame just as it was recorded."""
    return alone(known, 0.0, np.zeros(2), None)


def top_azimuth(place: Placed) -> float:
    """Return the grid azimuth of the picture's top, radians clockwise."""
    up = -place.attitude[:, 1]
    return float(np.arctan2(up[0], up[1]))


def _turn(
    one: Known, known: Sequence[Known], near: Sequence[int], tied: Mapping[int, Placed]
) -> float | None:
    """Return the correction of the heading that frames flying like this one needed.

    None when they disagree, or when none flies like it and some were turned.
    """
    told = one.levelled.yaw_rad
    if told is None:
        return None
    turns, alike = [], []
    for i in near:
        yaw = known[i].levelled.yaw_rad
        if yaw is not None:
            turns.append(float(unwrapped(top_azimuth(tied[i]) - yaw)))
            alike.append(bool(abs(unwrapped(yaw - told)) < _ALIKE))
    chosen = [t for t, a in zip(turns, alike, strict=True) if a] or turns
    if not chosen:
        return None
    middle = circular_mean(chosen)
    same = np.abs(unwrapped(np.array(chosen) - middle)) < _ALIKE
    return middle if same.all() else None
