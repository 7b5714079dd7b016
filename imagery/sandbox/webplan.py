"""Where a raster's web tiles lie (child side): the grid for its place and detail."""

from __future__ import annotations

import math
from typing import Any

from imagery.cog.display import Plan
from imagery.cog.webgrid import grid_for, patches_for, transformer
from imagery.sandbox import place

_MERCATOR_LAT = 85.0


def beyond(where: place.Place) -> bool:
    """Whether the raster lies where web mercator does not reach."""
    return any(abs(lat) > _MERCATOR_LAT for _, lat in where.outline)


def showable(where: place.Place) -> bool:
    """Whether the raster can stand on the web map."""
    return bool(where.crs) and not beyond(where)


def plan(rasterio: Any, where: place.Place, width: int, height: int) -> Plan:
    """Return the tiles of a raster of ``width`` x ``height`` pixels."""
    xs, ys = _mercator(rasterio, where.outline)
    grid = grid_for((min(xs), min(ys), max(xs), max(ys)), _pixel_m(rasterio, where))
    to_pixels = transformer(rasterio, where.crs, place.affine(where))
    return Plan(grid, patches_for(grid, to_pixels), width, height)


def _pixel_m(rasterio: Any, where: place.Place) -> float:
    """Return the side of a pixel at the raster's centre in mercator metres."""
    xs, ys = _mercator(rasterio, where.centre)
    right = (xs[1] - xs[0], ys[1] - ys[0])
    down = (xs[2] - xs[0], ys[2] - ys[0])
    return math.sqrt(abs(right[0] * down[1] - right[1] * down[0]))


def _mercator(rasterio: Any, lonlats: Any) -> tuple[list[float], list[float]]:
    lons, lats = zip(*lonlats, strict=True)
    xs, ys = rasterio.warp.transform("EPSG:4326", "EPSG:3857", list(lons), list(lats))
    return list(xs), list(ys)
