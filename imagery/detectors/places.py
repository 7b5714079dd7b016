"""Zones on the pixel grid: which window to read, which pixels lie in the ring or polygon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from rasterio.windows import transform as window_transform

from geo.errors import Refused
from imagery.detectors.base import Bits, Plane, SceneInput, Zone
from imagery.detectors.grid import Box, Frame, around, box_of, clipped, grown, gsd_m, whole

FEW_PX = 2000
"""So many points are found in a polygon sooner than the polygon is burned into a raster."""


@dataclass(frozen=True)
class Place:
    """A zone on one image.

    ``ring`` marks the pixels the rule speaks of, ``context`` those a finding may reach into;
    both (rows, cols) on ``frame``, each of whose pixels may stand for ``factor`` x ``factor``
    stored ones. ``anchor_px`` is (row, col) on the stored image, ``away_m`` metres from there to
    every pixel centre (None without anchor).
    """

    frame: Frame
    ring: Bits
    context: Bits
    anchor_px: tuple[float, float] | None
    away_m: Plane | None


def place(
    source: Any,
    scene: SceneInput,
    zone: Zone,
    *,
    radius_m: float,
    context_m: float,
    factor: int = 1,
) -> Place:
    """Lay a zone over an image.

    The ring is the circle of ``zone.radius_m`` (or ``radius_m``) round the anchor; without an
    anchor it is the polygon itself. The context is the ring, the polygon and the circle of
    ``context_m``. Distances are ground metres at the image's centre.

    Raises
    ------
    Refused
        ``detect.no_position`` (image without CRS), ``detect.no_overlap``.
    """
    step = gsd_m(source)
    if step is None:
        raise Refused("detect.no_position", file=scene.path.name, what="zone")
    into = _into(source.crs)
    outline = shapely.transform(zone.polygon, into.transform, interleaved=False)
    radius = zone.radius_m or radius_m
    reach = max(context_m, radius)
    anchor = None if zone.anchor_lonlat is None else _pixel(source, zone.anchor_lonlat)
    frame = _frame(source, outline, anchor, (reach / step[1], reach / step[0]))
    if frame is None:
        raise Refused("detect.no_overlap", file=scene.path.name, what="zone")
    if anchor is None:
        inside = _inside(source, outline, frame, factor)
        return Place(frame, inside, inside, None, None)
    away = _distances(frame, anchor, step, factor)
    context = away <= reach
    beyond = ~context & (away <= _furthest(source, outline, anchor, step))
    if beyond.any():
        context |= _inside(source, outline, frame, factor, beyond)
    return Place(frame, away <= radius, context, anchor, away)


@lru_cache(maxsize=64)
def _into(crs: Any) -> Transformer:
    """Return the way from WGS-84 (lon, lat) into a CRS (x, y); making one costs a millisecond."""
    return Transformer.from_crs(4326, crs.to_wkt(), always_xy=True)


def pixels_of(source: Any, lon: Any, lat: Any) -> tuple[Any, Any]:
    """Return fractional rows and columns of WGS-84 positions on an open image with a CRS."""
    cols, rows = ~source.transform @ _into(source.crs).transform(lon, lat)
    return rows, cols


def _inside(
    source: Any, outline: Any, frame: Frame, factor: int, among: Bits | None = None
) -> Bits:
    """Pixels whose centre lies in the outline; a few (``among``) are asked one by one."""
    affine = window_transform(frame.window, source.transform) @ Affine.scale(factor)
    if among is not None and np.count_nonzero(among) <= FEW_PX:
        rows, cols = np.nonzero(among)
        few = np.zeros_like(among)
        few[rows, cols] = shapely.contains_xy(outline, *(affine @ (cols + 0.5, rows + 0.5)))
        return few
    bits: Bits = geometry_mask([outline], frame.thinned(factor), affine, invert=True)
    return bits


def _furthest(
    source: Any, outline: Any, anchor: tuple[float, float], step: tuple[float, float]
) -> float:
    """Metres from the anchor to the outline's furthest corner, so to its furthest point."""
    xs, ys = shapely.get_coordinates(outline).T
    cols, rows = ~source.transform @ (xs, ys)
    return float(np.hypot((rows - anchor[0]) * step[1], (cols - anchor[1]) * step[0]).max())


def _distances(
    frame: Frame, anchor: tuple[float, float], step: tuple[float, float], factor: int
) -> Plane:
    height, width = frame.thinned(factor)
    rows = ((np.arange(height) + 0.5) * factor + frame.row - anchor[0]) * step[1]
    cols = ((np.arange(width) + 0.5) * factor + frame.col - anchor[1]) * step[0]
    away: Plane = np.sqrt((rows**2)[:, None] + (cols**2)[None, :]).astype(np.float32)
    return away


def _pixel(source: Any, lonlat: tuple[float, float]) -> tuple[float, float]:
    col, row = ~source.transform @ _into(source.crs).transform(*lonlat)
    return float(row), float(col)


def _frame(
    source: Any, outline: Any, anchor: tuple[float, float] | None, reach: tuple[float, float]
) -> Frame | None:
    """The window of the zone; None when it misses the image, cut where it runs far beyond it."""
    boxes: list[Box] = [box_of(source, outline.bounds)]
    if anchor is not None:
        (row, col), (down, across) = anchor, reach
        boxes.append((row - down, col - across, row + down, col + across))
    if not around(boxes[-1]).meets(source):
        return None
    return clipped(around(*boxes), grown(whole(source), math.ceil(2 * max(reach)) + 2))
