"""What a reader gives: a table of numbers, one row a record, and what it found on the way."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused

Array = NDArray[np.float64]
COLUMNS = (
    "at_s",
    "lon",
    "lat",
    "height_agl_m",
    "altitude_m",
    "speed_m_s",
    "yaw_deg",
    "gimbal_yaw_deg",
    "gimbal_pitch_deg",
    "offset_s",
)
"""``at_s`` seconds since 1970 UTC, ``offset_s`` since the log's start; NaN is unknown."""
AT, LON, LAT, HEIGHT, ALTITUDE, SPEED, YAW, GIMBAL_YAW, GIMBAL_PITCH, OFFSET = range(10)
MAX_ROWS = 200_000
"""Nearly two hours of a video at 30 frames a second; more is no log of one flight."""
UNREADABLE = math.inf
"""In ``lon`` or ``lat``: something was written there and it is no number."""


@dataclass(kw_only=True)
class Reading:
    """One log as it was written, before anything is left out.

    ``rows`` (records, 10) in the file's order; not ``flown`` when they are places or plans.
    ``no_fix`` marks records whose receiver had no three-dimensional fix. ``local_clock``: times
    name no zone and are those of a clock on the spot. ``pairs`` (records, 2) stands for lon and
    lat where their order is not told, ``homes`` and ``home_distance_m`` may prove it.
    """

    kind: str
    rows: Array
    flown: bool = True
    no_fix: NDArray[np.bool_] | None = None
    local_clock: bool = False
    reasons: list[str] = field(default_factory=list)
    pairs: Array | None = None
    homes: Array | None = None
    home_distance_m: Array | None = None


class Rows:
    """Collects records, bounded."""

    def __init__(self) -> None:
        self._values = array("d")

    def add(self, **values: float) -> None:
        """Add one record; what is not given is unknown.

        Raises
        ------
        Refused
            ``log.too_many_points``.
        """
        if len(self) >= MAX_ROWS:
            raise Refused("log.too_many_points", limit=MAX_ROWS)
        self._values.extend([values.get(name, math.nan) for name in COLUMNS])

    def __len__(self) -> int:
        return len(self._values) // len(COLUMNS)

    def array(self) -> Array:
        """Return the records, (n, 10)."""
        return np.array(self._values).reshape(-1, len(COLUMNS))


def columns(count: int, **given: Array | Iterable[float]) -> Array:
    """Return (count, 10) rows from whole columns.

    Raises
    ------
    Refused
        ``log.too_many_points``.
    """
    if count > MAX_ROWS:
        raise Refused("log.too_many_points", limit=MAX_ROWS)
    rows = np.full((count, len(COLUMNS)), np.nan)
    for name, values in given.items():
        rows[:, COLUMNS.index(name)] = values
    return rows
