"""Whether a log writes longitude or latitude first, where its words do not say.

Older DJI subtitles write ``GPS(lon,lat,…)`` or ``GPS (lat, lon, …)``, by firmware. The order is
decided only by what would be impossible the other way round, never by what is usual.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imagery.logs.facts import Order
from imagery.logs.metres import METRES_A_DEGREE
from imagery.logs.table import AT, OFFSET, SPEED, Array, Reading

LONLAT, LATLON = "lonlat", "latlon"
_HOME_ERROR_M, _HOME_SHARE = 5.0, 0.02
_NOISE_M = 40.0
"""Two positions rounded to four decimals (11 m each) and a receiver's drift."""
_SLACK = 1.1
_WINDOWS = (10, 60, 300)
_Mask = NDArray[np.bool_]


def swapped(pairs: Array, order: Order) -> Array:
    """Return pairs as (lon, lat)."""
    return pairs if order == LONLAT else pairs[:, ::-1]


def disproved(reading: Reading) -> set[Order]:
    """Return the orders that the log itself rules out: none, one, or (a broken log) both."""
    pairs = reading.pairs
    if pairs is None:
        return set()
    good = np.isfinite(pairs).all(axis=1) & (np.abs(pairs).max(axis=1) <= 180)
    good &= np.abs(pairs).max(axis=1) > 0.01
    out: set[Order] = set()
    if not good.any():
        return out
    for order in (LONLAT, LATLON):
        lonlat = swapped(pairs, order)
        beyond = (np.abs(lonlat[good, 1]) > 90).mean() >= 0.5
        if beyond or _off_home(reading, order, good) or _off_speed(reading, lonlat, good):
            out.add(order)
    return out


def _metres(from_lonlat: Array, to_lonlat: Array) -> Array:
    apart = to_lonlat - from_lonlat
    middle = np.radians((from_lonlat[:, 1] + to_lonlat[:, 1]) / 2)
    return np.asarray(np.hypot(apart[:, 0] * np.cos(middle), apart[:, 1]) * METRES_A_DEGREE)


def _off_home(reading: Reading, order: Order, good: _Mask) -> bool:
    """Whether the distances from home that the log tells are not those of its positions."""
    if reading.homes is None or reading.home_distance_m is None or reading.pairs is None:
        return False
    told = reading.home_distance_m
    known = good & np.isfinite(reading.homes).all(axis=1) & np.isfinite(told)
    if known.sum() < 3:
        return False
    homes, places = swapped(reading.homes[known], order), swapped(reading.pairs[known], order)
    error = np.abs(_metres(homes, places) - told[known])
    return bool(np.median(error - _HOME_SHARE * told[known]) > _HOME_ERROR_M)


def _off_speed(reading: Reading, lonlat: Array, good: _Mask) -> bool:
    """Whether the aircraft would have gone farther than its speed allows.

    Or less far than the change of its distance from home demands.
    """
    rows, told = reading.rows, reading.home_distance_m
    times = rows[:, AT] if np.isfinite(rows[:, AT]).all() else rows[:, OFFSET]
    usable = good & np.isfinite(times)
    places, times, speed = lonlat[usable], times[usable], rows[usable, SPEED]
    flown = _flown(times, speed)
    for window in _WINDOWS:
        later = np.searchsorted(times, times + window)
        first = np.flatnonzero(later < len(times))
        last = later[first]
        gone = _metres(places[first], places[last])
        if (gone > (flown[last] - flown[first]) * _SLACK + _NOISE_M).any():
            return True
        if told is not None:
            change = np.abs(told[usable][last] - told[usable][first])
            if (change > gone * _SLACK + _NOISE_M).any():
                return True
    return False


def _flown(times: Array, speed: Array) -> Array:
    """Return metres flown since the start by the recorded speed; infinite where it is unknown."""
    steps = np.diff(times) * np.maximum(speed[1:], speed[:-1])
    return np.concatenate([[0.0], np.cumsum(steps)])
