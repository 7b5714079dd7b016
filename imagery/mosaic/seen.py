"""Which frames show a place on the ground, and where in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from geo.errors import Refused

Pixels = list[list[float]]
_LEAST_SHOWN = 0.5
_MARGIN, _LEAST_SIDE_PX = 1.6, 96.0
_QUALITY = 90

Floats = NDArray[np.float64]


def frames_seeing(
    polygon: Mapping[str, Any], frames: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Pixels, float]]:
    """Return (name, pixel polygon, share) of the frames that show a place, the best first.

    A frame that shows less than half of the place is left out; of a place larger than a frame,
    those that show its middle remain.

    Parameters
    ----------
    polygon : GeoJSON Polygon or MultiPolygon, WGS-84
    frames : sequence of mappings
        ``name, ground_from_pixel, crs, width, height`` as ``FrameResult.as_json`` gives them;
        those without a matrix are skipped.

    Returns
    -------
    list of (name, closed ring of [x, y] pixels, distance of its middle from the picture's middle
    as a share of half its diagonal: 0 the middle, 1 a corner)
    """
    place = shape(polygon)
    outline = place if place.geom_type == "Polygon" else place.convex_hull
    found = [seen for frame in frames if (seen := _in_frame(outline, frame)) is not None]
    return sorted(found, key=lambda one: one[2])


def crop(path: Path, pixel_polygon: Pixels, size_px: int) -> bytes:
    """Return a square JPEG of ``size_px`` around a ring of pixels of a stored photo.

    The square holds the ring with some surroundings; beyond the picture's edge it is grey.

    Raises
    ------
    Refused
        ``mosaic.unreadable``.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None
    if picture is None:
        raise Refused("mosaic.unreadable")
    square = _square(np.asarray(picture), np.asarray(pixel_polygon, np.float64))
    how = cv2.INTER_AREA if len(square) > size_px else cv2.INTER_CUBIC
    small = cv2.resize(square, (size_px, size_px), interpolation=how)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return jpeg.tobytes()


def _square(picture: NDArray[np.uint8], ring: Floats) -> NDArray[np.uint8]:
    """Return the square of whole pixels around a ring, grey beyond the picture."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    longest = max(picture.shape[:2])
    side = round(min(max(float((high - low).max()) * _MARGIN, _LEAST_SIDE_PX), 2 * longest))
    left, top = (int(v) for v in np.floor((low + high) / 2 - side / 2))
    out = np.full((side, side, 3), 128, np.uint8)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + side, picture.shape[1]), min(top + side, picture.shape[0])
    if x1 > x0 and y1 > y0:
        out[y0 - top : y1 - top, x0 - left : x1 - left] = picture[y0:y1, x0:x1]
    return out


def _in_frame(
    outline: shapely.Polygon, frame: Mapping[str, Any]
) -> tuple[str, Pixels, float] | None:
    matrix = frame.get("ground_from_pixel")
    if not matrix or not frame.get("crs"):
        return None
    lonlat = shapely.get_coordinates(outline)
    ground = np.column_stack(_to_metres(frame["crs"]).transform(*lonlat.T))
    pixels = _pixels(np.asarray(matrix, np.float64), ground, (frame["width"], frame["height"]))
    if pixels is None:
        return None
    picture = shapely.box(0, 0, frame["width"], frame["height"])
    ring = shapely.Polygon(pixels).buffer(0)
    part = ring.intersection(picture)
    middle = ring.representative_point()
    larger = ring.area > picture.area and picture.contains(middle)
    if part.is_empty or part.area <= 0 or (part.area < _LEAST_SHOWN * ring.area and not larger):
        return None
    shown = part if part.geom_type == "Polygon" else part.convex_hull
    half = np.array([frame["width"], frame["height"]]) / 2
    away = np.array([shown.centroid.x, shown.centroid.y]) - half
    share = float(np.hypot(*away) / np.hypot(*half))
    return str(frame["name"]), np.round(shown.exterior.coords, 1).tolist(), round(share, 4)


def _pixels(matrix: Floats, ground: Floats, size: tuple[int, int]) -> Floats | None:
    """Return the pixels of UTM places, None when one of them lies beyond the horizon."""
    middle = matrix @ (size[0] / 2, size[1] / 2, 1)
    near = np.array([[1, 0, -middle[0] / middle[2]], [0, 1, -middle[1] / middle[2]], [0, 0, 1]])
    back = np.linalg.inv(near @ matrix)
    there = ground - middle[:2] / middle[2]
    seen = np.column_stack((there, np.ones(len(there)))) @ back.T
    same = seen[:, 2] * back[2, 2] > 0
    return np.asarray(seen[:, :2] / seen[:, 2:], np.float64) if same.all() else None


@lru_cache(maxsize=16)
def _to_metres(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, crs, always_xy=True)
