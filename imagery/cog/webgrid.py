"""The web tile grid under a raster: zoom, tiles, and where each tile lies on the raster's pixels.

A tile is 256 x 256 px of EPSG:3857; its pixels are found on the raster by one affine transform,
or by several where the ground bends too much within a tile (coarse satellite pixels).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

TILE_PX = 256
CIRCUMFERENCE_M = 2 * math.pi * 6378137.0
MAX_ZOOM, MAX_LEVELS = 24, 10
_LEAST_TILES = 2
MOST_TILES = 2**18
"""Of the finest zoom, empty ones included: a square of 40 000 px on a side needs no more."""
LARGEST_ERROR_PX = 0.1
_PATCHES = (1, 2, 4, 8, 16)

Points = NDArray[np.float64]
ToPixels = Callable[[Points, Points], tuple[Points, Points]]
"""From EPSG:3857 metres (x, y) to raster pixels (col, row), arrays of any one shape."""


@dataclass(frozen=True)
class Grid:
    """Tiles of the finest zoom: first tile and count, all multiples of 2^(levels - 1)."""

    zoom: int
    levels: int
    x: int
    y: int
    across: int
    down: int

    @property
    def tile_m(self) -> float:
        """Return a tile's side in mercator metres."""
        return float(CIRCUMFERENCE_M / 2**self.zoom)

    @property
    def pixel_m(self) -> float:
        """Return a pixel's side in mercator metres."""
        return float(self.tile_m / TILE_PX)

    @property
    def origin_m(self) -> tuple[float, float]:
        """Return the upper left corner (x, y) in mercator metres."""
        half = CIRCUMFERENCE_M / 2
        return self.x * self.tile_m - half, half - self.y * self.tile_m


def grid_for(bounds_m: tuple[float, float, float, float], pixel_m: float) -> Grid:
    """Return the grid for mercator bounds (left, bottom, right, top) and a pixel's size there.

    The zoom is the nearest to the raster's own detail; its lowest level shows the whole in at
    most 2 x 2 tiles. Each level doubles what tiles must be aligned to, so a long strip, mostly
    empty on its grid, gets fewer levels, and zooms that would need too many tiles are left out.
    """
    zoom = round(math.log2(CIRCUMFERENCE_M / TILE_PX / pixel_m))
    zoom = min(max(zoom, 0), MAX_ZOOM)
    while True:
        wide = max(bounds_m[2] - bounds_m[0], bounds_m[3] - bounds_m[1])
        tiles = wide * 2**zoom / CIRCUMFERENCE_M
        levels = 1 + math.ceil(math.log2(max(tiles, _LEAST_TILES)))
        for fewer in range(min(levels, zoom + 1, MAX_LEVELS), 0, -1):
            grid = _aligned(bounds_m, zoom, fewer)
            if grid.across * grid.down <= MOST_TILES:
                return grid
        zoom -= 1


def _aligned(bounds_m: tuple[float, float, float, float], zoom: int, levels: int) -> Grid:
    """Return the tiles of a zoom around bounds, in multiples of 2^(levels - 1)."""
    left, bottom, right, top = bounds_m
    tile = CIRCUMFERENCE_M / 2**zoom
    step, half, count = 2 ** (levels - 1), CIRCUMFERENCE_M / 2, 2**zoom
    first = [math.floor((left + half) / tile), math.floor((half - top) / tile)]
    last = [math.ceil((right + half) / tile), math.ceil((half - bottom) / tile)]
    low = [max(0, n) // step * step for n in first]
    high = [-(-min(count, n) // step) * step for n in last]
    return Grid(zoom, levels, low[0], low[1], high[0] - low[0], high[1] - low[1])


@dataclass(frozen=True)
class Patches:
    """Affine transforms (6 numbers each) from tile pixels to raster pixels.

    ``affines`` is (down * n, across * n, 2, 3) for n x n patches a tile: (col, row) of the raster
    at (x, y) pixels from the patch's own corner. ``corners`` is (down * n + 1, across * n + 1, 2).
    """

    per_tile: int
    affines: NDArray[np.float64]
    corners: NDArray[np.float64]
    error_px: float


def patches_for(grid: Grid, to_pixels: ToPixels) -> Patches:
    """Return the coarsest patches that stay within a tenth of a pixel."""
    for per_tile in _PATCHES:
        found = _fitted(grid, to_pixels, per_tile)
        if found.error_px <= LARGEST_ERROR_PX:
            break
    return found


def _fitted(grid: Grid, to_pixels: ToPixels, per_tile: int) -> Patches:
    side = TILE_PX / per_tile
    corners = _points(grid, to_pixels, side, 0.0, extra=1)
    centres = _points(grid, to_pixels, side, 0.5, extra=0)
    a, b = corners[:-1, :-1], corners[:-1, 1:]
    c, d = corners[1:, :-1], corners[1:, 1:]
    across = (b - a + d - c) / (2 * side)
    down = (c - a + d - b) / (2 * side)
    middle = (a + b + c + d) / 4
    origin = middle - (across + down) * (side / 2)
    affines = np.stack([across, down, origin], axis=-1)
    worst = max(float(np.abs(origin - a).max()), float(np.abs(middle - centres).max()))
    return Patches(per_tile, affines, corners, worst)


def _points(
    grid: Grid, to_pixels: ToPixels, side: float, shift: float, *, extra: int
) -> NDArray[np.float64]:
    """Return raster pixels (rows, cols, 2) of the patches' corners or centres."""
    count = round(TILE_PX / side)
    left, top = grid.origin_m
    xs = left + (np.arange(grid.across * count + extra) + shift) * side * grid.pixel_m
    ys = top - (np.arange(grid.down * count + extra) + shift) * side * grid.pixel_m
    cols, rows = to_pixels(*np.meshgrid(xs, ys))
    return np.stack([cols, rows], axis=-1)


def transformer(rasterio: Any, crs: Any, affine: Any) -> ToPixels:
    """Return the way from web mercator to a raster's pixels."""
    back = ~affine

    def to_pixels(xs: Points, ys: Points) -> tuple[Points, Points]:
        there: tuple[Points, ...] = (xs, ys)
        if str(crs) != "EPSG:3857":
            flat = rasterio.warp.transform(
                "EPSG:3857", crs, xs.ravel().tolist(), ys.ravel().tolist()
            )
            there = tuple(np.asarray(part).reshape(xs.shape) for part in flat)
        return (
            back.a * there[0] + back.b * there[1] + back.c,
            back.d * there[0] + back.e * there[1] + back.f,
        )

    return to_pixels
