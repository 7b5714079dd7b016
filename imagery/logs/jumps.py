"""Positions no aircraft can have reached from their neighbours."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from imagery.logs import table
from imagery.logs.metres import METRES_A_DEGREE, distance_m
from imagery.logs.table import Array

_MOST_SPEED_M_S = 70.0
"""Multirotors fly up to 25 m/s, the fixed wings used for surveys to 40, with the wind to 60."""
_NOISE_M = 30.0
_MOST_WRONG = 0.5
_MOST_STEP_M = 5_000.0
"""Between neighbouring points of a track that tells no times."""


def impossible(rows: Array) -> NDArray[np.bool_]:
    """Return which of the rows, in time's order, are out of reach of the track.

    The track is cut where a step is impossible; the longest piece is believed, and from it
    outwards every other piece that can be reached from what is believed so far. When that is
    not more than half of all points, none is believed.
    """
    pieces = _pieces(rows)
    wrong = np.zeros(len(rows), bool)
    if len(pieces) < 2:
        return wrong
    middle = max(range(len(pieces)), key=lambda n: pieces[n][1] - pieces[n][0])
    last = pieces[middle][1] - 1
    for start, end in pieces[middle + 1 :]:
        if _reachable(rows, last, start):
            last = end - 1
        else:
            wrong[start:end] = True
    first = pieces[middle][0]
    for start, end in reversed(pieces[:middle]):
        if _reachable(rows, end - 1, first):
            first = start
        else:
            wrong[start:end] = True
    return wrong if wrong.mean() < _MOST_WRONG else np.ones(len(rows), bool)


def _pieces(rows: Array) -> list[tuple[int, int]]:
    if len(rows) < 2:
        return [(0, len(rows))]
    indices = np.arange(len(rows) - 1)
    cuts = np.flatnonzero(~_possible(rows, indices, indices + 1)) + 1
    bounds = [0, *cuts.tolist(), len(rows)]
    return list(itertools.pairwise(bounds))


def _reachable(rows: Array, earlier: int, later: int) -> bool:
    before: list[float] = rows[earlier].tolist()
    after: list[float] = rows[later].tolist()
    metres = distance_m(before[table.LON], before[table.LAT], after[table.LON], after[table.LAT])
    for column in (table.AT, table.OFFSET):
        seconds = after[column] - before[column]
        if not math.isnan(seconds):
            return metres <= _NOISE_M + _MOST_SPEED_M_S * seconds
    return metres <= _MOST_STEP_M


def _possible(
    rows: Array, earlier: NDArray[np.int64], later: NDArray[np.int64]
) -> NDArray[np.bool_]:
    before, after = rows[earlier], rows[later]
    north = after[:, table.LAT] - before[:, table.LAT]
    east = (after[:, table.LON] - before[:, table.LON] + 180) % 360 - 180
    east *= np.cos(np.radians((after[:, table.LAT] + before[:, table.LAT]) / 2))
    metres = np.hypot(east, north) * METRES_A_DEGREE
    seconds = after[:, table.AT] - before[:, table.AT]
    other = after[:, table.OFFSET] - before[:, table.OFFSET]
    seconds = np.where(np.isnan(seconds), other, seconds)
    limit = np.where(np.isnan(seconds), _MOST_STEP_M, _NOISE_M + _MOST_SPEED_M_S * seconds)
    return np.asarray(metres <= limit)
