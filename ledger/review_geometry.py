"""Outlines that people draw: checked like everything that comes from outside, then measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from geo.crs import area_m2, to_metres
from geo.errors import Refused
from ledger import review_messages  # noqa: F401  (registers finding.shape_*)
from ledger.models import Scene, Station
from ledger.scene_place import shown_footprint

MOST_CORNERS = 500
GRID_DEG = 1e-8
"""About a millimetre: what a hand draws is not finer."""
LEAST_AREA_M2 = 1e-3
EDGE_DEG = 1e-6
"""An outline may touch the image's border; about ten centimetres beyond is still the border."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A polygon's inner point, its area, and how far from the station's inlet it begins."""

    lon: float
    lat: float
    area_m2: float
    distance_m: float


def polygon_of(geometry: Any) -> BaseGeometry:
    """Return the (multi)polygon of a GeoJSON object in WGS-84.

    Raises
    ------
    Refused
        ``finding.shape_invalid``, ``finding.shape_too_many``.
    """
    if not isinstance(geometry, Mapping):
        raise Refused("finding.shape_invalid", reason="GeoJSON")
    kind, found = geometry.get("type"), geometry.get("coordinates")
    parts = [found] if kind == "Polygon" else found if kind == "MultiPolygon" else None
    rings = [[_ring(ring) for ring in _listed(part)] for part in _listed(parts)]
    count = sum(len(ring) for part in rings for ring in part)
    if count > MOST_CORNERS:
        raise Refused("finding.shape_too_many", count=count, limit=MOST_CORNERS)
    return _checked([Polygon(part[0], part[1:]) for part in rings])


def simple(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a geometry, without crumbs smaller than a person can draw.

    Raises
    ------
    Refused
        ``finding.shape_empty``: nothing is left.
    """
    flat = shapely.set_precision(shape, GRID_DEG)
    parts = [part for part in shapely.get_parts(flat) if isinstance(part, Polygon)]
    kept = [part for part in parts if not part.is_empty and area_m2(part) >= LEAST_AREA_M2]
    if not kept:
        raise Refused("finding.shape_empty")
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def inside(shape: BaseGeometry, scene: Scene) -> None:
    """Refuse an outline of ground that the image does not show.

    Raises
    ------
    Refused
        ``finding.shape_outside``.
    """
    shown = shown_footprint(scene)
    if shown is None or not shown.buffer(EDGE_DEG).covers(shape):
        raise Refused("finding.shape_outside")


def measured(shape: BaseGeometry, station: Station) -> Measured:
    """Return where a polygon lies and how large it is (geodesic area, metres from the anchor)."""
    inner = shape.representative_point()
    around = (station.anchor.x, station.anchor.y)
    anchor = to_metres(Point(around), around=around)
    return Measured(
        lon=round(inner.x, 9),
        lat=round(inner.y, 9),
        area_m2=round(area_m2(shape), 3),
        distance_m=round(to_metres(shape, around=around).distance(anchor), 2),
    )


def _checked(parts: list[Polygon]) -> BaseGeometry:
    shape: BaseGeometry = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    if not shape.is_valid:
        raise Refused("finding.shape_invalid", reason=explain_validity(shape)[:80])
    if shape.is_empty or area_m2(shape) < LEAST_AREA_M2:
        raise Refused("finding.shape_invalid", reason="0 m²")
    return shape


def _ring(points: Any) -> list[tuple[float, float]]:
    corners = [_corner(point) for point in _listed(points)]
    if len(corners) < 4 or corners[0] != corners[-1]:
        raise Refused("finding.shape_invalid", reason="ring")
    return corners


def _corner(point: Any) -> tuple[float, float]:
    if not isinstance(point, list) or len(point) < 2 or not all(_is_number(v) for v in point[:2]):
        raise Refused("finding.shape_invalid", reason="lon, lat")
    lon, lat = float(point[0]), float(point[1])
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise Refused("finding.shape_invalid", reason=f"{lon:.4g}, {lat:.4g}")
    return lon, lat


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _listed(value: Any) -> Iterable[Any]:
    if not isinstance(value, list) or not value:
        raise Refused("finding.shape_invalid", reason="coordinates")
    return value
