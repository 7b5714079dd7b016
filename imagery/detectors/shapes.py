"""From marked pixels to objects: components and their outlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.features import shapes
from rasterio.transform import Affine
from rasterio.warp import transform_geom
from scipy import ndimage
from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from imagery.detectors.base import Bits
from imagery.detectors.grid import WGS84, Frame

EIGHT = np.ones((3, 3), bool)


@dataclass(frozen=True)
class Component:
    """Connected pixels: ``bits`` (rows, cols) on their own small ``frame`` of the image."""

    bits: Bits
    frame: Frame

    @property
    def size(self) -> int:
        """Number of pixels."""
        return int(self.bits.sum())

    def of(self, plane: Any, outer: Frame) -> Any:
        """Return the component's values of an array that covers ``outer``."""
        return plane[self.frame.within(outer)][self.bits]

    def outline(self) -> Any:
        """Return the shapely outline in stored pixels of the image (x = col, y = row)."""
        origin = Affine.translation(self.frame.col, self.frame.row)
        crop = self.bits.astype(np.uint8)
        found = shapes(crop, mask=self.bits, connectivity=4, transform=origin)
        return unary_union([shape(geometry) for geometry, value in found if value == 1])


def components(bits: Bits, frame: Frame, *, least_px: int) -> Iterator[Component]:
    """Yield each 8-connected component of at least ``least_px`` pixels, largest first."""
    labels, count = ndimage.label(bits, EIGHT)
    if not count:
        return
    sizes = np.bincount(labels.ravel())[1:]
    boxes = ndimage.find_objects(labels)
    for number in np.argsort(-sizes, kind="stable"):
        if sizes[number] < least_px:
            return
        rows, cols = boxes[number]
        own = labels[rows, cols] == number + 1
        yield Component(own, Frame(frame.row + rows.start, frame.col + cols.start, *own.shape))


def lonlat_polygon(pixels: Any, affine: Any, crs: Any) -> Any:
    """Return a pixel polygon in WGS-84, or None without a CRS."""
    if crs is None:
        return None
    placed = _placed(mapping(pixels), affine)
    return shape(transform_geom(crs, WGS84, placed))


def _placed(geometry: dict[str, Any], affine: Any) -> dict[str, Any]:
    def walk(node: Any) -> Any:
        if isinstance(node[0], int | float):
            return affine @ (node[0], node[1])
        return [walk(child) for child in node]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
