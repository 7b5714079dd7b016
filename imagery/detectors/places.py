"""Zones on the pixel grid: which window to read, which pixels lie in the ring or polygon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from geo.errors import Refused
from imagery.detectors import georeference
from imagery.detectors.base import Bits, Plane, SceneInput, Zone
from imagery.detectors.georeference import Georeference
from imagery.detectors.grid import Box, Frame, around, clipped, grown, whole

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
    ground = georeference.of(source)
    if ground is None:
        raise Refused("detect.no_position", file=scene.path.name, what="zone")
    outline = shapely.transform(zone.polygon, ground.into.transform, interleaved=False)
    step = ground.step_m
    radius = zone.radius_m or radius_m
    reach = max(context_m, radius)
    anchor = None if zone.anchor_lonlat is None else ground.pixels(*zone.anchor_lonlat)
    frame = _frame(source, ground.box(outline.bounds), anchor, (reach / step[1], reach / step[0]))
    if frame is None:
        raise Refused("detect.no_overlap", file=scene.path.name, what="zone")
    if anchor is None:
        inside = _inside(ground, outline, frame, factor)
        return Place(frame, inside, inside, None, None)
    away = _distances(frame, anchor, step, factor)
    context = away <= reach
    beyond = ~context & (away <= _furthest(ground, outline, anchor))
    if beyond.any():
        context |= _inside(ground, outline, frame, factor, beyond)
    return Place(frame, away <= radius, context, anchor, away)


def _inside(
    ground: Georeference, outline: Any, frame: Frame, factor: int, among: Bits | None = None
) -> Bits:
    """Pixels whose centre lies in the outline; a few (``among``) are asked one by one."""
    if among is not None and np.count_nonzero(among) <= FEW_PX:
        rows, cols = np.nonzero(among)
        down, across = frame.row + (rows + 0.5) * factor, frame.col + (cols + 0.5) * factor
        few = np.zeros_like(among)
        few[rows, cols] = shapely.contains_xy(outline, *ground.positions(down, across))
        return few
    affine = Affine(*ground.affine) @ Affine.translation(frame.col, frame.row)
    affine = affine @ Affine.scale(factor)
    bits: Bits = geometry_mask([outline], frame.thinned(factor), affine, invert=True)
    return bits


def _furthest(ground: Georeference, outline: Any, anchor: tuple[float, float]) -> float:
    """Metres from the anchor to the outline's furthest corner, so to its furthest point."""
    rows, cols = ground.at(*shapely.get_coordinates(outline).T)
    across, down = ground.step_m
    return float(np.hypot((rows - anchor[0]) * down, (cols - anchor[1]) * across).max())


def _distances(
    frame: Frame, anchor: tuple[float, float], step: tuple[float, float], factor: int
) -> Plane:
    height, width = frame.thinned(factor)
    rows = ((np.arange(height) + 0.5) * factor + frame.row - anchor[0]) * step[1]
    cols = ((np.arange(width) + 0.5) * factor + frame.col - anchor[1]) * step[0]
    away: Plane = np.sqrt((rows**2)[:, None] + (cols**2)[None, :]).astype(np.float32)
    return away


def _frame(
    source: Any, outline: Box, anchor: tuple[float, float] | None, reach: tuple[float, float]
) -> Frame | None:
    """The window of the zone; None when it misses the image, cut where it runs far beyond it."""
    boxes = [outline]
    if anchor is not None:
        (row, col), (down, across) = anchor, reach
        boxes.append((row - down, col - across, row + down, col + across))
    if not around(boxes[-1]).meets(source):
        return None
    return clipped(around(*boxes), grown(whole(source), math.ceil(2 * max(reach)) + 2))
