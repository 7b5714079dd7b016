"""How much of a zone the frames of a flight really show, how often, and where the gaps are.

All areas are taken in the metre CRS of the zone (:mod:`geo.crs`). Only frames fine enough for the
task count; what no such frame shows is a gap, however many coarse frames show it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo import mission_messages as _messages  # noqa: F401  (registers the words)
from geo.errors import Refused

type Shape = BaseGeometry | Mapping[str, Any]
"""A shapely geometry or a GeoJSON geometry, WGS-84, longitude first."""

MOST_TIMES = 10
_SAMPLES = 20_000
_TOLERANCE = 1e-9
_ROUND_M = 1000.0


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the frames show of a zone.

    Attributes
    ----------
    covered : float
        Share of the zone, 0 to 1, shown by at least one frame that is fine enough.
    overlap : list of (times, share)
        Share of the zone shown exactly ``times`` times, from 0 up; the last is "ten or more".
        Taken at about 20 000 points of an even grid, so good to about half a percent.
    gaps : MultiPolygon
        What no such frame shows, WGS-84.
    gap_area_m2 : float
        Area of ``gaps``.
    ignored_m2 : float
        Slivers narrower or smaller than one pixel at the required GSD, left out of the gaps.
    frames_used, frames_coarse, frames_unusable : int
        Counted; too coarse for the task or GSD unknown; with an outline that is no polygon.
    """

    covered: float
    overlap: list[tuple[int, float]]
    gaps: MultiPolygon
    gap_area_m2: float
    ignored_m2: float = 0.0
    frames_used: int = 0
    frames_coarse: int = 0
    frames_unusable: int = 0


@dataclass
class _Sorted:
    """The frames by what they are good for; the good ones in metres and cut to the zone."""

    used: list[BaseGeometry] = field(default_factory=list)
    counted: int = 0
    coarse: int = 0
    unusable: int = 0


def coverage(
    zone: Shape, frames: Sequence[tuple[Shape | None, float | None]], *, gsd_limit_m: float
) -> Coverage:
    """Return how much of ``zone`` the frames show at ``gsd_limit_m`` or finer.

    Parameters
    ----------
    zone : Polygon or MultiPolygon
        WGS-84, shapely or GeoJSON.
    frames : sequence of (outline, gsd_m)
        The true footprint of each frame, WGS-84, and the ground size of its pixel in metres; a
        careful caller gives that of its worst corner. An outline of None (horizon, no pose) and a
        GSD of None show nothing.
    gsd_limit_m : float
        The coarsest GSD in metres that still serves the task (0.03 for evidence).

    Raises
    ------
    Refused
        ``coverage.zone``: the zone is not a valid polygon; ``coverage.gsd``: not a positive number.
    """
    if not (math.isfinite(gsd_limit_m) and gsd_limit_m > 0):
        raise Refused("coverage.gsd", gsd=gsd_limit_m)
    ground, around = _zone_in_metres(zone)
    chosen = _chosen(ground, frames, around, gsd_limit_m)
    gaps, ignored = _gaps(ground, chosen.used, gsd_limit_m)
    return Coverage(
        covered=min(1.0, max(0.0, 1.0 - (gaps.area + ignored) / ground.area)),
        overlap=_overlap(ground, chosen.used),
        gaps=_multi(crs.to_degrees(gaps, around=around)),
        gap_area_m2=float(gaps.area),
        ignored_m2=ignored,
        frames_used=chosen.counted,
        frames_coarse=chosen.coarse,
        frames_unusable=chosen.unusable,
    )


def geometry_of(value: Shape) -> BaseGeometry:
    """Return a shapely geometry, flat, from shapely or GeoJSON."""
    found = value if isinstance(value, BaseGeometry) else shape(value)
    return shapely.force_2d(found)


def _zone_in_metres(zone: Shape) -> tuple[BaseGeometry, crs.LonLat]:
    try:
        found = geometry_of(zone)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.GEOSException) as error:
        raise Refused("coverage.zone") from error
    if not isinstance(found, Polygon | MultiPolygon) or found.is_empty or not found.is_valid:
        raise Refused("coverage.zone")
    around = (found.centroid.x, found.centroid.y)
    return crs.to_metres(found, around=around), around


def _chosen(
    ground: BaseGeometry,
    frames: Sequence[tuple[Shape | None, float | None]],
    around: crs.LonLat,
    limit_m: float,
) -> _Sorted:
    """Sort the frames; project only those near the zone."""
    found = _Sorted()
    west, south, east, north = ground.bounds
    wide = box(west - _ROUND_M, south - _ROUND_M, east + _ROUND_M, north + _ROUND_M)
    near = crs.to_degrees(wide, around=around)
    shapely.prepare(ground)
    for outline, gsd_m in frames:
        if outline is None or gsd_m is None or not gsd_m <= limit_m * (1 + _TOLERANCE):
            found.coarse += 1
            continue
        polygon = _polygon(outline)
        if polygon is None:
            found.unusable += 1
            continue
        found.counted += 1
        if not polygon.intersects(near):
            continue
        metres = crs.to_metres(polygon, around=around)
        if ground.intersects(metres):
            found.used.append(metres)
    return found


def _polygon(outline: Shape) -> BaseGeometry | None:
    """Return the outline when it is a polygon that does not cross itself."""
    try:
        found = geometry_of(outline)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.GEOSException):
        return None
    good = isinstance(found, Polygon | MultiPolygon) and not found.is_empty and found.is_valid
    return found if good else None


def _gaps(
    ground: BaseGeometry, used: Sequence[BaseGeometry], pixel_m: float
) -> tuple[MultiPolygon, float]:
    """Return the unseen parts of one pixel or more, and the area of the lesser ones."""
    left = ground.difference(shapely.union_all(used)) if used else ground
    parts = [p for p in shapely.get_parts(left) if isinstance(p, Polygon)]
    wide = [p for p in parts if p.area >= pixel_m**2 and not p.buffer(-pixel_m / 2).is_empty]
    ignored = sum(p.area for p in parts) - sum(p.area for p in wide)
    return MultiPolygon(wide), float(max(0.0, ignored))


def _overlap(ground: BaseGeometry, used: Sequence[BaseGeometry]) -> list[tuple[int, float]]:
    """Return the share of an even grid's points seen 0, 1, … ``MOST_TIMES`` times."""
    points = _grid(ground)
    seen = np.zeros(len(points), np.int64)
    for frame in used:
        west, south, east, north = frame.bounds
        x, y = points[:, 0], points[:, 1]
        near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        shapely.prepare(frame)
        seen[near] += shapely.contains_xy(frame, points[near])
    counts = np.bincount(np.minimum(seen, MOST_TIMES), minlength=MOST_TIMES + 1)
    return [(times, float(n) / len(points)) for times, n in enumerate(counts) if n]


def _grid(ground: BaseGeometry) -> NDArray[np.float64]:
    """Return about ``_SAMPLES`` points inside the zone, (n, 2) metres, at least one."""
    step = math.sqrt(ground.area / _SAMPLES)
    west, south, east, north = ground.bounds
    columns = min(int((east - west) / step) + 1, 10 * _SAMPLES)
    rows = min(int((north - south) / step) + 1, 10 * _SAMPLES)
    while columns * rows > 100 * _SAMPLES:
        columns, rows = max(1, columns // 2), max(1, rows // 2)
    xs = west + (np.arange(columns) + 0.5) * (east - west) / columns
    ys = south + (np.arange(rows) + 0.5) * (north - south) / rows
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside: NDArray[np.float64] = points[shapely.contains_xy(ground, points)]
    if len(inside):
        return inside
    middle = ground.representative_point()
    return np.array([[middle.x, middle.y]])


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([p for p in shapely.get_parts(geometry) if isinstance(p, Polygon)])
