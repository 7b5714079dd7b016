"""Where the aircraft was at a moment between two points of its log."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from imagery.logs.facts import TrackPoint

_MOST_GAP_S = 5.0
"""Longer without a point: where it was in between is not known (a survey leg is turned in 3 s)."""


def at(
    points: Sequence[TrackPoint], moment: datetime, *, most_gap_s: float = _MOST_GAP_S
) -> TrackPoint | None:
    """Return the interpolated point at a moment of the log's clock.

    Parameters
    ----------
    points : sequence of TrackPoint
        Of one log, in time's order: all of them have a clock (``at``) or none has.
    moment : datetime
        Aware. A photo's time must be brought to the log's clock first (``clock_offset``).
    most_gap_s : float
        Seconds between two points beyond which nothing is interpolated.

    Returns
    -------
    TrackPoint or None
        None before the first and after the last point, inside a gap, and without a clock.
    """
    if not points or points[0].at is None:
        return None
    return _between(points, _clock, moment.timestamp(), most_gap_s)


def at_offset(
    points: Sequence[TrackPoint], offset_s: float, *, most_gap_s: float = _MOST_GAP_S
) -> TrackPoint | None:
    """Return the interpolated point at seconds from the log's start (a video's own time)."""
    return _between(points, _offset, offset_s, most_gap_s)


def _clock(point: TrackPoint) -> float:
    return point.at.timestamp() if point.at else 0.0


def _offset(point: TrackPoint) -> float:
    return point.offset_s


def _between(
    points: Sequence[TrackPoint],
    time: Callable[[TrackPoint], float],
    wanted: float,
    most_gap_s: float,
) -> TrackPoint | None:
    after = bisect_left(points, wanted, key=time)
    if after < len(points) and time(points[after]) == wanted:
        return points[after]
    if after in {0, len(points)}:
        return None
    before = time(points[after - 1])
    gap = time(points[after]) - before
    if gap > most_gap_s:
        return None
    return blended(points[after - 1], points[after], (wanted - before) / gap)


def blended(before: TrackPoint, after: TrackPoint, share: float) -> TrackPoint:
    """Return the point ``share`` (0 to 1) of the way from one point to the next."""
    moment = None
    if before.at and after.at:
        moment = before.at + timedelta(seconds=(after.at - before.at).total_seconds() * share)
    return TrackPoint(
        at=moment,
        lon=(before.lon + _turn(after.lon - before.lon) * share + 180.0) % 360.0 - 180.0,
        lat=before.lat + (after.lat - before.lat) * share,
        height_agl_m=_mixed(before.height_agl_m, after.height_agl_m, share),
        altitude_m=_mixed(before.altitude_m, after.altitude_m, share),
        speed_m_s=_mixed(before.speed_m_s, after.speed_m_s, share),
        yaw_deg=_heading(before.yaw_deg, after.yaw_deg, share),
        gimbal_yaw_deg=_heading(before.gimbal_yaw_deg, after.gimbal_yaw_deg, share),
        gimbal_pitch_deg=_mixed(before.gimbal_pitch_deg, after.gimbal_pitch_deg, share),
        offset_s=before.offset_s + (after.offset_s - before.offset_s) * share,
    )


def _mixed(before: float | None, after: float | None, share: float) -> float | None:
    if before is None or after is None:
        return None
    return before + (after - before) * share


def _heading(before: float | None, after: float | None, share: float) -> float | None:
    if before is None or after is None:
        return None
    return (before + _turn(after - before) * share) % 360.0


def _turn(degrees: float) -> float:
    """Return an angle's short way round, -180 to 180."""
    return (degrees + 180.0) % 360.0 - 180.0
