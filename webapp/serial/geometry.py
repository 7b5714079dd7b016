"""Geometries as GeoJSON."""

from __future__ import annotations

from typing import Any

from shapely import set_precision
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-7
"""About one centimetre."""


def geojson(shape: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a geometry as GeoJSON (WGS-84), or None."""
    return None if shape is None else dict(mapping(set_precision(shape, GRID_DEG)))


def lonlat(point: BaseGeometry | None) -> dict[str, float] | None:
    """Return a point as ``{"lon", "lat"}``, or None."""
    return None if point is None else {"lon": round(point.x, 7), "lat": round(point.y, 7)}
