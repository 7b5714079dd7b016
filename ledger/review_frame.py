"""Where a picture's pixels lie: pictures of findings are north-up squares in metres.

The centre of a picture's ``bbox`` is the centre of its square, whatever the grid's convergence,
so centre and ``m_per_px`` place every pixel to about a centimetre.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.crs import LonLat, to_degrees, to_metres

CROP_MARGIN, CROP_LEAST_PX = 1.6, 96.0
"""How a frame's crop is cut: a square of so many times the outline, at least so many pixels."""
Entry = Mapping[str, Any]
XY = list[float]


def is_placed(entry: Entry) -> bool:
    """Whether an evidence entry says where on the ground its picture lies."""
    pixels = entry.get("pixels") or {}
    return bool(entry.get("bbox") and pixels.get("m_per_px") and entry.get("width"))


def lonlat_affine(entry: Entry, around: LonLat) -> list[float]:
    """Return [a, b, c, d, e, f]: lon = ax + by + c, lat = dx + ey + f of a picture's pixel.

    Exact to 2 cm in a picture of 500 m, to an eighth of a pixel (0.8 m) in one of 4 km.
    """
    half, size = entry["width"] / 2, entry["pixels"]["m_per_px"]
    centre = _centre(entry, around)
    corners = [(0.0, 0.0), (half * size, 0.0), (0.0, -half * size)]
    points = [Point(centre.x + east, centre.y + north) for east, north in corners]
    middle, right, below = (to_degrees(point, around=around) for point in points)
    a, d = (right.x - middle.x) / half, (right.y - middle.y) / half
    b, e = (below.x - middle.x) / half, (below.y - middle.y) / half
    return [a, b, middle.x - (a + b) * half, d, e, middle.y - (d + e) * half]


def outline(entry: Entry, shape: BaseGeometry, around: LonLat) -> dict[str, list[list[XY]]]:
    """Return polygons and holes of a WGS-84 shape in a picture's pixels (x right, y down)."""
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    whole = [part for part in parts if isinstance(part, Polygon)]
    return {
        "polygons": [_pixels(entry, part.exterior, around) for part in whole],
        "holes": [_pixels(entry, hole, around) for part in whole for hole in part.interiors],
    }


def shows(entry: Entry, shape: BaseGeometry) -> bool:
    """Whether a picture holds the whole of a WGS-84 shape."""
    return is_placed(entry) and bool(shapely.box(*entry["bbox"]).covers(shape))


def crop_outline(entry: Entry) -> list[list[XY]]:
    """Return the outline of a frame's entry in the pixels of its crop, [] without one.

    An entry holds the outline in the whole frame's pixels; the crop is a square round it.
    """
    ring = entry.get("pixel_polygon") or []
    if len(ring) < 3 or not entry.get("width"):
        return []
    (west, east), (north, south) = ((min(axis), max(axis)) for axis in zip(*ring, strict=True))
    side = round(max(max(east - west, south - north) * CROP_MARGIN, CROP_LEAST_PX))
    left, top = (math.floor((a + b - side) / 2) for a, b in ((west, east), (north, south)))
    scale = entry["width"] / side
    return [[[round((x - left) * scale, 1), round((y - top) * scale, 1)] for x, y in ring]]


def _centre(entry: Entry, around: LonLat) -> Point:
    west, south, east, north = entry["bbox"]
    middle = to_metres(Point((west + east) / 2, (south + north) / 2), around=around)
    return Point(middle.x, middle.y)


def _pixels(entry: Entry, ring: BaseGeometry, around: LonLat) -> list[XY]:
    centre, half, size = _centre(entry, around), entry["width"] / 2, entry["pixels"]["m_per_px"]
    metres = shapely.get_coordinates(to_metres(ring, around=around)) - (centre.x, centre.y)
    pixels = metres * (1, -1) / size + half
    return [[round(float(x), 1), round(float(y), 1)] for x, y in pixels]
