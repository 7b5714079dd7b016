"""The ground each planned photo shows: pinhole rays on the relief, cut to the required GSD."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from geo.mission.optics import View
from geo.mission.terrain import Relief

Floats = NDArray[np.float64]
_CELLS_ON_RELIEF = 4
_ROUNDS = 12


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one photo shows, in metres.

    ``outline`` is the edge of the used part of the frame on the ground; ``cells`` are its pieces
    with the coarsest GSD in each, so that a slope that falls away counts only as far as it is
    fine enough.
    """

    outline: Polygon
    cells: tuple[tuple[Polygon, float], ...]


def seen(xy: Floats, agl_m: Floats, yaw_deg: Floats, view: View, relief: Relief) -> list[Seen]:
    """Return what each of ``n`` photos shows.

    Parameters
    ----------
    xy : (n, 2) float
        Camera positions in metres; ``agl_m`` (n,) above the ground below, ``yaw_deg`` (n,)
        clockwise from north.
    """
    if not len(xy):
        return []
    cells = _CELLS_ON_RELIEF if relief.terrain is not None else 1
    rays = _rays(view, cells)
    above = relief.heights(xy) + agl_m
    hits, depths = _hits(xy, above, yaw_deg, rays, relief)
    size = cells + 1
    found = zip(
        hits.reshape(len(xy), size, size, 2), depths.reshape(len(xy), size, size), strict=True
    )
    return [_seen(ground, depth / view.camera.focal_px) for ground, depth in found]


def _rays(view: View, cells: int) -> Floats:
    """Return ((cells+1)², 3) rays (right, ahead, up) with length 1 along the optical axis."""
    half_w = view.camera.size[0] / 2 / view.camera.focal_px
    half_h = view.camera.size[1] / 2 / view.camera.focal_px
    x, y = np.meshgrid(
        np.linspace(-half_w, half_w, cells + 1), np.linspace(view.top, -half_h, cells + 1)
    )
    pitch = math.radians(view.pitch_deg)
    ahead = math.cos(pitch) - y * math.sin(pitch)
    up = math.sin(pitch) + y * math.cos(pitch)
    return np.stack([x, ahead, up], axis=-1).reshape(-1, 3)


def _hits(
    xy: Floats, above: Floats, yaw_deg: Floats, rays: Floats, relief: Relief
) -> tuple[Floats, Floats]:
    """Return where the rays meet the ground, (n·k, 2), and their depths, (n·k,), in metres."""
    yaw = np.radians(yaw_deg)[:, None]
    east = rays[:, 0] * np.cos(yaw) + rays[:, 1] * np.sin(yaw)
    north = rays[:, 1] * np.cos(yaw) - rays[:, 0] * np.sin(yaw)
    ways = np.stack([east, north], axis=-1).reshape(-1, 2)
    down = np.tile(-rays[:, 2], len(xy))
    start = np.repeat(xy, len(rays), axis=0)
    top = np.repeat(above, len(rays))
    ground = np.repeat(relief.heights(xy), len(rays))
    for _ in range(_ROUNDS if relief.terrain is not None else 1):
        depth = np.maximum(top - ground, 0.1) / down
        ground = (ground + relief.heights(start + ways * depth[:, None])) / 2
    return start + ways * depth[:, None], depth


def _seen(ground: Floats, gsd_m: Floats) -> Seen:
    edge = np.concatenate([ground[0], ground[1:, -1], ground[-1, -2::-1], ground[-2:0:-1, 0]])
    rows, cols = gsd_m.shape
    cells = [
        (
            Polygon([ground[r, c], ground[r, c + 1], ground[r + 1, c + 1], ground[r + 1, c]]),
            float(gsd_m[r : r + 2, c : c + 2].max()),
        )
        for r in range(rows - 1)
        for c in range(cols - 1)
    ]
    outline = Polygon(edge)
    if not outline.is_valid:
        outline = Polygon(shapely.get_coordinates(outline.convex_hull))
    return Seen(outline=outline, cells=tuple(cells))
