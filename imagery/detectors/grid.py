"""Pixel grids: windows of a raster, their blocks and margins, ground metres of a pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyproj import Geod
from rasterio.transform import Affine, xy
from rasterio.warp import transform, transform_bounds
from rasterio.windows import Window
from rasterio.windows import bounds as window_bounds

BLOCK = 512
WGS84 = "EPSG:4326"
GEOD = Geod(ellps="WGS84")

Box = tuple[float, float, float, float]
"""(top, left, bottom, right) in pixels of the stored image."""


@dataclass(frozen=True)
class Frame:
    """A window of the image's pixel grid: row and column offsets, height and width in pixels.

    It may reach beyond the image; what lies there is no data.
    """

    row: int
    col: int
    height: int
    width: int

    @property
    def window(self) -> Window:
        """The rasterio window."""
        return Window(self.col, self.row, self.width, self.height)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.height, self.width

    def thinned(self, factor: int) -> tuple[int, int]:
        """(rows, cols) when ``factor`` x ``factor`` pixels become one; the last may be cut."""
        return -(-self.height // factor), -(-self.width // factor)

    def within(self, outer: Frame) -> tuple[slice, slice]:
        """Return the slices of this frame in an array that covers ``outer``."""
        row, col = self.row - outer.row, self.col - outer.col
        return slice(row, row + self.height), slice(col, col + self.width)

    def __contains__(self, other: Frame) -> bool:
        """Whether another frame lies inside this one."""
        below = self.row <= other.row and other.row + other.height <= self.row + self.height
        right = self.col <= other.col and other.col + other.width <= self.col + self.width
        return below and right

    def meets(self, source: Any) -> bool:
        """Whether the frame and an open image share a pixel."""
        below = self.row < source.height and self.col < source.width
        return below and self.row + self.height > 0 and self.col + self.width > 0


def whole(source: Any) -> Frame:
    """Return the frame of the whole image."""
    return Frame(0, 0, source.height, source.width)


def around(*boxes: Box) -> Frame:
    """Return the smallest frame that holds all boxes."""
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    row, col = math.floor(min(tops)), math.floor(min(lefts))
    height, width = math.ceil(max(bottoms)) - row, math.ceil(max(rights)) - col
    return Frame(row, col, max(1, height), max(1, width))


def grown(frame: Frame, pixels: int) -> Frame:
    """Return the frame with a margin on every side."""
    return Frame(
        frame.row - pixels,
        frame.col - pixels,
        frame.height + 2 * pixels,
        frame.width + 2 * pixels,
    )


def clipped(frame: Frame, outer: Frame) -> Frame:
    """Return the part of a frame inside ``outer``; at least one pixel high and wide."""
    row, col = max(frame.row, outer.row), max(frame.col, outer.col)
    bottom = min(frame.row + frame.height, outer.row + outer.height)
    right = min(frame.col + frame.width, outer.col + outer.width)
    return Frame(row, col, max(1, bottom - row), max(1, right - col))


def blocks(frame: Frame, *, size: int = BLOCK) -> Iterator[Frame]:
    """Cut a frame into blocks of at most ``size`` x ``size`` pixels."""
    for row in range(0, frame.height, size):
        for col in range(0, frame.width, size):
            yield Frame(
                frame.row + row,
                frame.col + col,
                min(size, frame.height - row),
                min(size, frame.width - col),
            )


def transform_of(source: Any, frame: Frame) -> Affine:
    """Return the affine (col, row) -> CRS of a frame of an open image."""
    return source.transform @ Affine.translation(frame.col, frame.row)


def box_of(source: Any, bounds: Box) -> Box:
    """Return the pixel box of (left, bottom, right, top) bounds in the image's own CRS."""
    left, bottom, right, top = bounds
    back = ~source.transform
    corners = ((left, top), (right, top), (left, bottom), (right, bottom))
    cols, rows = zip(*(back @ corner for corner in corners), strict=True)
    return min(rows), min(cols), max(rows), max(cols)


def frame_on(other: Any, image: Any, frame: Frame) -> Frame:
    """Return the frame of another image that covers the ground of ``frame`` on ``image``."""
    bounds = window_bounds(frame.window, image.transform)
    return around(box_of(other, transform_bounds(image.crs, other.crs, *bounds)))


def same_grid(one: Any, other: Any) -> bool:
    """Return whether two open rasters share CRS, transform and shape."""
    return bool(
        one.crs == other.crs
        and one.shape == other.shape
        and one.transform.almost_equals(other.transform, precision=1e-6)
    )


def gsd_m(source: Any) -> tuple[float, float] | None:
    """Return ground metres of one column and one row step at the centre; None without CRS."""
    return None if source.crs is None else step_m(source)


def step_m(source: Any) -> tuple[float, float]:
    """Return ground metres of one column and one row step at the centre of an image with a CRS."""
    row, col = source.height / 2, source.width / 2
    xs, ys = xy(source.transform, [row, row, row + 1], [col, col + 1, col], offset="ul")
    lon, lat = transform(source.crs, WGS84, list(xs), list(ys))
    across = GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2]
    down = GEOD.inv(lon[0], lat[0], lon[2], lat[2])[2]
    return float(across), float(down)
