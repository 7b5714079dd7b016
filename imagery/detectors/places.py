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
from imagery.detectors.base import Bits, SceneInput, Zone
from imagery.detectors.reading import WGS84, Frame, gsd_m


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


def whole(source: Any) -> Frame:
    """Return the frame of the whole image."""
    return Frame(0, 0, source.height, source.width)


def place(source: Any, scene: SceneInput, zone: Zone, *, radius_m: float, context_m: float) -> Place:
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
    boxes = [_pixel_box(source, outline)]
    anchor = None
    radius = zone.radius_m or radius_m
    reach = max(context_m, radius)
    if zone.anchor_lonlat is not None:
        xs, ys = transform(WGS84, source.crs, [zone.anchor_lonlat[0]], [zone.anchor_lonlat[1]])
        col, row = ~source.transform * (xs[0], ys[0])
        anchor = (row, col)
        boxes.append((row - reach / step[1], col - reach / step[0],
                      row + reach / step[1], col + reach / step[0]))
    frame = _around(boxes)
    if not _overlaps(source, _around(boxes[-1:])):
        raise Refused("detect.no_overlap", file=scene.path.name, what="zone")
    affine = window_transform(frame.window, source.transform)
    inside = geometry_mask([outline], (frame.height, frame.width), affine, invert=True)
    if anchor is None:
        return Place(frame, inside, inside, None, step)
    away = distances(frame, anchor, step)
    return Place(frame, away <= radius, (away <= reach) | inside, anchor, step)


def distances(frame: Frame, anchor: tuple[float, float], step: tuple[float, float]) -> Any:
    """Return metres from the anchor (row, col) to every pixel centre of the frame."""
    rows = (np.arange(frame.height) + frame.row + 0.5 - anchor[0]) * step[1]
    cols = (np.arange(frame.width) + frame.col + 0.5 - anchor[1]) * step[0]
    return np.hypot(rows[:, None], cols[None, :])


def _pixel_box(source: Any, outline: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = outline.bounds
    corners = [~source.transform * corner for corner in
               ((left, top), (right, top), (left, bottom), (right, bottom))]
    cols, rows = zip(*corners, strict=True)
    return min(rows), min(cols), max(rows), max(cols)


def _around(boxes: list[tuple[float, float, float, float]]) -> Frame:
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    row, col = math.floor(min(tops)), math.floor(min(lefts))
    return Frame(
        row,
        col,
        max(1, math.ceil(max(bottoms)) - row),
        max(1, math.ceil(max(rights)) - col),
    )


def _overlaps(source: Any, frame: Frame) -> bool:
    return (
        frame.row < source.height
        and frame.col < source.width
        and frame.row + frame.height > 0
        and frame.col + frame.width > 0
    )
