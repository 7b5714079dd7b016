"""The area of a mission: checked, in metres, near parts flown as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.coverage import Shape, geometry_of
from geo.errors import Refused
from geo.mission.model import Template

_LEAST_M2, _MOST_M2 = 0.01, 25_000_000.0
_MOST_PARTS = 2000


@dataclass(frozen=True, kw_only=True)
class Area:
    """What is to be photographed, in the metre CRS of ``around``; ``line`` where a strip is one."""

    ground: MultiPolygon
    around: crs.LonLat
    line: LineString | None = None


def area_of(given: Shape, template: Template, width_m: float) -> Area:
    """Return the area in metres.

    Raises
    ------
    Refused
        ``mission.area``, ``mission.area_size``, ``mission.parts``.
    """
    geometry = _geometry(given)
    around = (geometry.centroid.x, geometry.centroid.y)
    metres = crs.to_metres(geometry, around=around)
    line = metres if isinstance(metres, LineString) and template == "strip" else None
    ground = metres.buffer(width_m / 2, cap_style="flat") if line is not None else metres
    parts = [p for p in shapely.get_parts(ground) if isinstance(p, Polygon)]
    if not parts or not isinstance(ground, Polygon | MultiPolygon):
        raise Refused("mission.area")
    _check(parts)
    return Area(ground=MultiPolygon(parts), around=around, line=line)


def _geometry(given: Shape) -> BaseGeometry:
    try:
        geometry = geometry_of(given)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.GEOSException) as error:
        raise Refused("mission.area") from error
    if geometry.is_empty or not geometry.is_valid:
        raise Refused("mission.area")
    return geometry


def _check(parts: Sequence[Polygon]) -> None:
    if len(parts) > _MOST_PARTS:
        raise Refused("mission.parts", count=len(parts), limit=_MOST_PARTS)
    total = sum(p.area for p in parts)
    box = MultiPolygon(list(parts)).envelope.area
    if not (math.isfinite(total) and total >= _LEAST_M2 and max(total, box / 40) <= _MOST_M2):
        raise Refused("mission.area_size", area=round(total, 2), least=_LEAST_M2, most=_MOST_M2)


def blocks(ground: MultiPolygon, reach_m: float) -> list[Polygon]:
    """Return the parts to be flown one by one; those nearer than ``reach_m`` become one hull."""
    joined = shapely.union_all([part.buffer(reach_m / 2) for part in ground.geoms])
    groups = [g for g in shapely.get_parts(joined) if isinstance(g, Polygon)]
    return [_block(ground, group) for group in groups]


def _block(ground: MultiPolygon, group: Polygon) -> Polygon:
    inside = [part for part in ground.geoms if group.intersects(part)]
    if len(inside) == 1:
        return inside[0]
    hull = MultiPolygon(inside).convex_hull
    assert isinstance(hull, Polygon)  # noqa: S101  (parts have an area)
    return hull
