"""From marked pixels to objects: components, polygons, areas, distances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from rasterio.features import shapes
from rasterio.transform import Affine
from rasterio.warp import transform_geom
from scipy import ndimage
from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from imagery.detectors.base import Bits
from imagery.detectors.reading import WGS84, Frame

EIGHT = np.ones((3, 3), bool)


def components(bits: Bits, *, least_px: int) -> Iterator[Bits]:
    """Yield each 8-connected component of at least ``least_px`` pixels, largest first."""
    labels, count = ndimage.label(bits, EIGHT)
    if not count:
        return
    sizes = np.bincount(labels.ravel())[1:]
    for number in np.argsort(-sizes, kind="stable"):
        if sizes[number] < least_px:
            return
        yield labels == number + 1


def pixel_polygon(bits: Bits, frame: Frame) -> Any:
    """Return the outline of marked pixels in stored pixels of the image (x = col, y = row)."""
    rows, cols = np.nonzero(bits)
    top, left = int(rows.min()), int(cols.min())
    crop = bits[top : rows.max() + 1, left : cols.max() + 1].astype(np.uint8)
    origin = Affine.translation(frame.col + left, frame.row + top)
    parts = [
        shape(geometry)
        for geometry, value in shapes(crop, mask=crop == 1, connectivity=4, transform=origin)
        if value == 1
    ]
    return unary_union(parts)


def lonlat_polygon(pixels: Any, affine: Any, crs: Any) -> Any:
    """Return a pixel polygon in WGS-84, or None without a CRS."""
    if crs is None:
        return None
    placed = _placed(mapping(pixels), affine)
    return shape(transform_geom(crs, WGS84, placed))


def _placed(geometry: dict[str, Any], affine: Any) -> dict[str, Any]:
    def walk(node: Any) -> Any:
        if isinstance(node[0], int | float):
            return affine * (node[0], node[1])
        return [walk(child) for child in node]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
