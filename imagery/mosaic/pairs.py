"""Which frames are compared: neighbours by their recorded places, never by recorded headings.

A gate on heading would keep back just those frames whose heading is wrong (INGEST notes: six of
eleven on a real flight).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from imagery.mosaic.known import Known

NEIGHBOURS = 12
_REACH = 0.8
_SLACK_M = 4.0

Ints = NDArray[np.int64]


def candidates(known: Sequence[Known]) -> list[tuple[int, int]]:
    """Return index pairs (i < j): the nearest ones whose frames may share ground.

    At most ``NEIGHBOURS`` a frame plus the one taken before, so the work grows with the frames.
    """
    if len(known) < 2:
        return []
    xy = np.array([k.xy for k in known])
    reach = np.array([_REACH * longest_side_m(k) + _SLACK_M for k in known])
    found: set[tuple[int, int]] = set()
    count = min(len(known), NEIGHBOURS + 1)
    distances, nearest = cKDTree(xy).query(xy, k=count)
    for i in range(len(known)):
        for distance, j in zip(distances[i], nearest[i], strict=True):
            if j != i and distance < (reach[i] + reach[j]) / 2:
                found.add((min(i, int(j)), max(i, int(j))))
    return sorted(found | _in_time(known, xy, reach))


def longest_side_m(known: Known) -> float:
    """Return the longer side of what a frame shows, straight down."""
    return known.height * max(known.lens.width, known.lens.height) / known.lens.central_px


def _in_time(
    known: Sequence[Known], xy: NDArray[np.float64], reach: NDArray[np.float64]
) -> set[tuple[int, int]]:
    timed = [(k.frame.taken_at, i) for i, k in enumerate(known) if k.frame.taken_at is not None]
    timed.sort()
    out = set()
    for (_, i), (_, j) in pairwise(timed):
        if np.hypot(*(xy[i] - xy[j])) < (reach[i] + reach[j]) / 2:
            out.add((min(i, j), max(i, j)))
    return out
