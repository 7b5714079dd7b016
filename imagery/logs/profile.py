"""A track thinned out for drawing: height and speed over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imagery.logs.facts import TrackPoint
from imagery.logs.metres import distance_m


def decimated(points: Sequence[TrackPoint], most: int = 400) -> list[dict[str, Any]]:
    """Return at most ``most`` of the points, the highest and the lowest of every stretch.

    Parameters
    ----------
    points : sequence of TrackPoint
        In time's order.
    most : int
        Upper bound of what is returned, at least 4.

    Returns
    -------
    list of dict
        ``t_s`` seconds from the start, ``lon``, ``lat`` WGS-84, ``height_m`` above the take-off
        point or None, ``speed_m_s`` recorded, else from neighbouring positions, or None.
    """
    kept = _chosen(points, max(4, most))
    return [_shown(points, number) for number in kept]


def _chosen(points: Sequence[TrackPoint], most: int) -> list[int]:
    if len(points) <= most:
        return list(range(len(points)))
    bins = most // 2 - 1
    chosen = {0, len(points) - 1}
    for part in range(bins):
        stretch = range(part * len(points) // bins, (part + 1) * len(points) // bins)
        heights = [_height(points[number]) for number in stretch]
        low, high = heights.index(min(heights)), heights.index(max(heights))
        chosen |= {stretch[low], stretch[high if high != low else len(stretch) // 2]}
    return sorted(chosen)


def _height(point: TrackPoint) -> float:
    if point.height_agl_m is not None:
        return point.height_agl_m
    return point.altitude_m or 0.0


def _shown(points: Sequence[TrackPoint], number: int) -> dict[str, Any]:
    point = points[number]
    speed = point.speed_m_s if point.speed_m_s is not None else _speed(points, number)
    return {
        "t_s": round(point.offset_s, 3),
        "lon": round(point.lon, 7),
        "lat": round(point.lat, 7),
        "height_m": None if point.height_agl_m is None else round(point.height_agl_m, 2),
        "speed_m_s": None if speed is None else round(speed, 2),
    }


def _speed(points: Sequence[TrackPoint], number: int) -> float | None:
    """Return the speed over a second or more around a point: single steps are mostly noise."""
    before = after = number
    while before > 0 and points[number].offset_s - points[before].offset_s < 0.5:
        before -= 1
    while after < len(points) - 1 and points[after].offset_s - points[number].offset_s < 0.5:
        after += 1
    seconds = points[after].offset_s - points[before].offset_s
    if seconds <= 0:
        return None
    return distance_m(
        points[before].lon, points[before].lat, points[after].lon, points[after].lat
    ) / (seconds)
