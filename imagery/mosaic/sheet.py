"""The output's pixel grid and its tiles, in an order that keeps neighbours together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.transform import Affine, from_origin
from rasterio.windows import Window

from imagery.mosaic.local import LocalGrid
from imagery.mosaic.pose import Placed

TILE = 512
_MOST_PIXELS = 1_000_000_000
_MOST_SIDE = 90_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tile:
    """A window of the sheet: first row and column, height and width in pixels."""

    row: int
    col: int
    height: int
    width: int

    @property
    def window(self) -> Window:
        """The rasterio window."""
        return Window(self.col, self.row, self.width, self.height)


@dataclass(frozen=True)
class Sheet:
    """North-up pixels of ``gsd`` grid metres; ``west``, ``north`` local metres of the corner."""

    west: float
    north: float
    gsd: float
    width: int
    height: int

    def transform(self, grid: LocalGrid) -> Affine:
        """Return pixel to UTM metres."""
        west, north = self.west + grid.origin[0], self.north + grid.origin[1]
        return from_origin(west, north, self.gsd, self.gsd)

    def tiles(self) -> Iterator[Tile]:
        """Yield all tiles along a Z curve: a frame read for one is soon needed again."""
        rows, cols = -(-self.height // TILE), -(-self.width // TILE)
        places = sorted(((r, c) for r in range(rows) for c in range(cols)), key=_along_z)
        for row, col in places:
            top, left = row * TILE, col * TILE
            high, wide = min(TILE, self.height - top), min(TILE, self.width - left)
            yield Tile(top, left, high, wide)

    def box(self, tile: Tile) -> shapely.Polygon:
        """Return a tile's outline in local metres."""
        west = self.west + tile.col * self.gsd
        north = self.north - tile.row * self.gsd
        south, east = north - tile.height * self.gsd, west + tile.width * self.gsd
        return shapely.box(west, south, east, north)

    def ground(self, rows: Floats, cols: Floats) -> Floats:
        """Return (n, 2) local metres of sheet positions (0.5 is the middle of the first pixel)."""
        return np.column_stack((self.west + cols * self.gsd, self.north - rows * self.gsd))


def native_gsd(placed: Sequence[Placed]) -> float:
    """Return the median size of a pixel below the camera, grid metres."""
    return float(np.median([p.above / p.lens.central_px for p in placed]))


def sheet_over(outlines: Sequence[shapely.Polygon], gsd: float) -> Sheet:
    """Return the sheet that holds all outlines; its pixel grows where it would be too large."""
    west, south, east, north = shapely.GeometryCollection(list(outlines)).bounds
    area, longest = (east - west) * (north - south), max(east - west, north - south)
    gsd = max(gsd, math.sqrt(area / _MOST_PIXELS), longest / _MOST_SIDE)
    west, north = math.floor(west / gsd) * gsd, math.ceil(north / gsd) * gsd
    width, height = math.ceil((east - west) / gsd), math.ceil((north - south) / gsd)
    return Sheet(west, north, gsd, max(width, 1), max(height, 1))


def _along_z(place: tuple[int, int]) -> int:
    row, col = place
    return sum(((row >> b & 1) << (2 * b + 1)) | ((col >> b & 1) << (2 * b)) for b in range(16))
