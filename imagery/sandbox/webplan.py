"""Where a raster's web tiles lie (child side): the grid for its place and detail."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from imagery.cog.display import Plan
from imagery.cog.webgrid import Patches, grid_for, patches_for, transformer
from imagery.sandbox import place

_MERCATOR_LAT = 85.0
_LARGEST_TILE_PX = 9_000_000
"""More of the raster than this under one tile: its pixels are finer than the finest zoom."""


def beyond(where: place.Place) -> bool:
    """Whether the raster lies where web mercator does not reach."""
    return any(abs(lat) > _MERCATOR_LAT for _, lat in where.outline)


def showable(where: place.Place) -> bool:
    """Whether the raster can stand on the web map."""
    return bool(where.crs) and not beyond(where)


def plan(rasterio: Any, where: place.Place, width: int, height: int) -> Plan | None:
    """Return the tiles of a raster of ``width`` x ``height`` pixels.

    None where the raster's projection does not reach all of the tiles, or where a single tile
    would show more pixels than can be looked at together.
    """
    xs, ys = _mercator(where.outline)
    pixel_m = _pixel_m(where)
    if pixel_m <= 0:
        return None
    grid = grid_for((min(xs), min(ys), max(xs), max(ys)), pixel_m)
    try:
        patches = patches_for(grid, transformer(rasterio, where.crs, place.affine(where)))
    except rasterio._err.CPLE_BaseError:  # noqa: SLF001  (has no public name)
        return None
    if not _bearable(patches, width, height):
        return None
    return Plan(grid, patches, width, height)


def _bearable(patches: Patches, width: int, height: int) -> bool:
    """Whether every tile lies somewhere and shows a bearable piece of the raster."""
    if not np.isfinite(patches.corners).all():
        return False
    n = patches.per_tile
    cut = np.clip(patches.corners[::n, ::n], 0, (width, height))
    corners = np.stack([cut[:-1, :-1], cut[:-1, 1:], cut[1:, :-1], cut[1:, 1:]])
    sides = corners.max(axis=0) - corners.min(axis=0)
    return float(sides.prod(axis=-1).max()) <= _LARGEST_TILE_PX


def _pixel_m(where: place.Place) -> float:
    """Return the side of a pixel at the raster's centre in mercator metres."""
    xs, ys = _mercator(where.centre)
    right = (xs[1] - xs[0], ys[1] - ys[0])
    down = (xs[2] - xs[0], ys[2] - ys[0])
    return math.sqrt(abs(right[0] * down[1] - right[1] * down[0]))


def _mercator(lonlats: Any) -> tuple[list[float], list[float]]:
    lons, lats = zip(*lonlats, strict=True)
    return place.transformed("EPSG:4326", "EPSG:3857", lons, lats)
