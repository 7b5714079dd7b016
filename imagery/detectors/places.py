"""Zones on the pixel grid: which window to read, which pixels lie in the ring or polygon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from rasterio.warp import transform, transform_geom
from rasterio.windows import transform as window_transform
from shapely.geometry import mapping, shape

from geo.errors import Refused
from imagery.detectors.base import Bits, Plane, SceneInput, Zone
from imagery.detectors.grid import WGS84, Box, Frame, around, box_of, clipped, grown, gsd_m, whole


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
    outline = shape(transform_geom(WGS84, source.crs, mapping(zone.polygon)))
    radius = zone.radius_m or radius_m
    reach = max(context_m, radius)
    anchor = None if zone.anchor_lonlat is None else _pixel(source, zone.anchor_lonlat)
    frame = _frame(source, outline, anchor, (reach / step[1], reach / step[0]))
    if frame is None:
        raise Refused("detect.no_overlap", file=scene.path.name, what="zone")
    affine = window_transform(frame.window, source.transform) @ Affine.scale(factor)
    inside = geometry_mask([outline], frame.thinned(factor), affine, invert=True)
    if anchor is None:
        return Place(frame, inside, inside, None, None)
    away = _distances(frame, anchor, step, factor)
    return Place(frame, away <= radius, (away <= reach) | inside, anchor, away)


def _distances(
    frame: Frame, anchor: tuple[float, float], step: tuple[float, float], factor: int
) -> Plane:
    height, width = frame.thinned(factor)
    rows = ((np.arange(height) + 0.5) * factor + frame.row - anchor[0]) * step[1]
    cols = ((np.arange(width) + 0.5) * factor + frame.col - anchor[1]) * step[0]
    away: Plane = np.hypot(rows[:, None], cols[None, :]).astype(np.float32)
    return away


def _pixel(source: Any, lonlat: tuple[float, float]) -> tuple[float, float]:
    xs, ys = transform(WGS84, source.crs, [lonlat[0]], [lonlat[1]])
    col, row = ~source.transform @ (xs[0], ys[0])
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
