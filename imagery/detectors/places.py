"""Zones on the pixel grid: which window to read, which pixels lie in the ring or polygon."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.features import geometry_mask
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
    both (rows, cols) on ``frame``. ``anchor_px`` is (row, col) on the stored image.
    """

    frame: Frame
    ring: Bits
    context: Bits
    anchor_px: tuple[float, float] | None
    step_m: tuple[float, float]

    def away_m(self) -> Plane | None:
        """Metres from the anchor to every pixel centre of the frame; None without anchor."""
        if self.anchor_px is None:
            return None
        return distances(self.frame, self.anchor_px, self.step_m)


def place(
    source: Any, scene: SceneInput, zone: Zone, *, radius_m: float, context_m: float
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
    affine = window_transform(frame.window, source.transform)
    inside = geometry_mask([outline], frame.shape, affine, invert=True)
    if anchor is None:
        return Place(frame, inside, inside, None, step)
    away = distances(frame, anchor, step)
    return Place(frame, away <= radius, (away <= reach) | inside, anchor, step)


def distances(frame: Frame, anchor: tuple[float, float], step: tuple[float, float]) -> Plane:
    """Return metres from the anchor (row, col) to every pixel centre of the frame."""
    rows = (np.arange(frame.height) + frame.row + 0.5 - anchor[0]) * step[1]
    cols = (np.arange(frame.width) + frame.col + 0.5 - anchor[1]) * step[0]
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
