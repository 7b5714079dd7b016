"""How far a camera's clock is off the log's, found from where the photos say they were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from imagery.logs.facts import TrackPoint
from imagery.logs.metres import METRES_A_DEGREE

Photo = tuple[datetime, float, float]
"""Time taken (aware), longitude, latitude of a photo, WGS-84 degrees."""

_Array = NDArray[np.float64]
_Indices = NDArray[np.int64]
_CUT_M = 25.0
"""A photo farther than this from the track counts as lost, no matter how far."""
_MATCH_M = 15.0
_COARSE_S, _FINE_S = 0.5, 0.02
_MOST_GAP_S = 5.0
_MOST_PHOTOS, _MOST_OFFSETS = 200, 100_000
_LEAST_MATCHED, _LEAST_SHARE = 3, 0.2
_MOST_SPREAD_S = 30.0
_AS_GOOD_M = 0.5
"""Offsets whose mean distance is within this of the best cannot be told from it."""


@dataclass(frozen=True, kw_only=True)
class ClockOffset:
    """What is added to a photo's time to get the log's: log time = photo time + ``seconds``.

    ``spread_s`` half the range of offsets that fit as well, ``matched`` photos within 15 m of
    the track at that offset, ``residual_m`` their median distance from it.
    """

    seconds: float
    spread_s: float
    matched: int
    residual_m: float


def clock_offset(points: Sequence[TrackPoint], photos: Sequence[Photo]) -> ClockOffset | None:
    """Estimate the offset of the photos' clock against a log's.

    Every offset at which photos and log overlap is tried, whatever the clocks claim: time zones
    and dead batteries shift them by hours or years. A photo's distance from the track counts up
    to 25 m, so wrong positions have no pull.

    Parameters
    ----------
    points : sequence of TrackPoint
        In time's order, with ``at``.
    photos : sequence of (datetime, float, float)
        Time taken (aware), longitude and latitude of placed photos.

    Returns
    -------
    ClockOffset or None
        None without a clock in the log, with fewer than 3 photos (or a fifth of them) on the
        track, or when offsets more than 30 s away fit as well (a hover, a loop flown twice).
    """
    if len(points) < 2 or points[0].at is None or len(photos) < _LEAST_MATCHED:
        return None
    fit = _Fit(points, photos)
    rough, costs = fit.coarse()
    if not len(rough):
        return None
    fine = rough[np.argmin(costs)] + np.arange(-1.5, 1.5, _FINE_S)
    close = fit.costs(fine)
    best = float(fine[np.argmin(close)])
    return _told(fit, best, np.concatenate([rough, fine]), np.concatenate([costs, close]))


def _told(fit: _Fit, best: float, offsets: _Array, costs: _Array) -> ClockOffset | None:
    as_good = offsets[costs <= costs.min() + _AS_GOOD_M]
    spread = max(float(np.ptp(as_good)) / 2, _FINE_S)
    middle = float((as_good.min() + as_good.max()) / 2) if spread > _COARSE_S else best
    away = fit.distances(np.array([best]))[0]
    matched = away[away <= _MATCH_M]
    if len(matched) < _least(len(away)) or spread > _MOST_SPREAD_S:
        return None
    return ClockOffset(
        seconds=round(middle + fit.base_s, 2),
        spread_s=round(spread, 2),
        matched=len(matched),
        residual_m=round(float(np.median(matched)), 2),
    )


def _least(photos: int) -> float:
    """Return how many photos must lie on the track."""
    return max(_LEAST_MATCHED, _LEAST_SHARE * photos)


class _Fit:
    """Track and photos in metres around the track's middle, seconds from their own starts."""

    def __init__(self, points: Sequence[TrackPoint], photos: Sequence[Photo]) -> None:
        times = np.array([p.at.timestamp() for p in points if p.at])
        shot = np.array([moment.timestamp() for moment, _, _ in photos])
        lonlat = np.array([(p.lon, p.lat) for p in points])
        seen = np.array([(lon, lat) for _, lon, lat in photos])
        middle = np.median(lonlat, axis=0)
        scale = METRES_A_DEGREE * np.array([np.cos(np.radians(middle[1])), 1.0])
        self.base_s = float(times[0] - shot.min())
        self._times = np.maximum.accumulate(times - times[0])
        self._shot = shot - shot.min()
        self._track = (lonlat - middle) * scale
        self._photos = (seen - middle) * scale
        evenly = np.linspace(0, len(shot) - 1, min(len(shot), _MOST_PHOTOS))
        self._some = np.unique(evenly.astype(np.int64))

    def coarse(self) -> tuple[_Array, _Array]:
        """Return the offsets at which enough photos lie in the log's time, and their costs.

        Photos of another day do not stretch the range: only what is between is passed over.
        """
        length, shot = float(self._times[-1]), np.sort(self._shot)
        begins, ends = np.sort(-shot), np.sort(length - shot)
        marks = np.sort(np.concatenate([begins, ends]))
        middle = (marks[1:] + marks[:-1]) / 2
        inside = np.searchsorted(begins, middle, "right") - np.searchsorted(ends, middle)
        wide = np.flatnonzero(inside >= _least(len(shot)))
        step = max(_COARSE_S, float(np.diff(marks)[wide].sum()) / _MOST_OFFSETS)
        parts = [np.arange(marks[n], marks[n + 1] + step, step) for n in wide]
        offsets = np.unique(np.concatenate(parts) // step) * step if parts else np.empty(0)
        return offsets, self.costs(offsets) if len(offsets) else offsets

    def costs(self, offsets: _Array) -> _Array:
        """Return the photos' mean distance from the track at each offset, each cut at 25 m."""
        parts = [offsets[n : n + 4096] for n in range(0, len(offsets), 4096)]
        some = self._some
        return np.concatenate([self.distances(part, some).mean(axis=1) for part in parts])

    def distances(self, offsets: _Array, some: _Indices | None = None) -> _Array:
        """Return metres (offsets, photos), 25 where the log does not say where it was."""
        chosen = np.arange(len(self._shot)) if some is None else some
        when = self._shot[None, chosen] + offsets[:, None]
        east, north = (np.interp(when, self._times, self._track[:, axis]) for axis in (0, 1))
        away = np.hypot(east - self._photos[chosen, 0], north - self._photos[chosen, 1])
        after = np.searchsorted(self._times, when).clip(1, len(self._times) - 1)
        gap = self._times[after] - self._times[after - 1]
        known = (when >= 0) & (when <= self._times[-1]) & (gap <= _MOST_GAP_S)
        return np.where(known, np.minimum(away, _CUT_M), _CUT_M)
