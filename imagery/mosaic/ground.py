"""What one placed frame covers: outline, matrix from pixels, distance from its middle."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray

from imagery.mosaic.local import LocalGrid
from imagery.mosaic.pose import Placed

STEEPEST_VIEW = math.tan(math.radians(60))
_STEPS = 17

Floats = NDArray[np.float64]


def lattice(placed: Placed, steps: int = _STEPS) -> tuple[Floats, Floats]:
    """Return pixels (n, 2) of a regular lattice over the frame and their ground, where visible."""
    width, height = placed.size
    x, y = np.meshgrid(np.linspace(0, width, steps), np.linspace(0, height, steps))
    pixels = np.column_stack((x.ravel(), y.ravel()))
    ground = placed.ground(pixels)
    reach = np.hypot(*(ground - placed.xy).T)
    seen = np.isfinite(reach) & (reach <= STEEPEST_VIEW * placed.above)
    return pixels[seen], ground[seen]


def outline(placed: Placed) -> shapely.Polygon | None:
    """Return the ground a frame shows within 60 degrees of straight down, local metres."""
    _, ground = lattice(placed)
    hull = shapely.MultiPoint(ground).convex_hull
    return hull if isinstance(hull, shapely.Polygon) else None


def footprint(placed: Placed, grid: LocalGrid) -> dict[str, Any] | None:
    """Return the outline as a WGS-84 GeoJSON polygon, counter-clockwise."""
    shape = outline(placed)
    if shape is None:
        return None
    ring = np.asarray(shapely.orient_polygons(shape.simplify(0.05)).exterior.coords)
    lonlat = np.round(grid.to_lonlat(ring), 8)
    return {"type": "Polygon", "coordinates": [lonlat.tolist()]}


def ground_from_pixel(placed: Placed, grid: LocalGrid) -> list[list[float]] | None:
    """Return the 3 x 3 matrix from pixels to UTM metres that fits the frame best.

    Exact for a straight lens; a bent one leaves a few pixels in the corners.
    """
    pixels, ground = lattice(placed)
    if len(pixels) < 8:
        return None
    size = max(placed.size)
    small = np.diag([1 / size, 1 / size, 1.0])
    matrix: Any = cv2.findHomography(pixels / size, (ground - placed.xy) / placed.height, 0)[0]
    if matrix is None:
        return None
    east, north = placed.xy + grid.origin
    there = np.array([[placed.height, 0, east], [0, placed.height, north], [0, 0, 1.0]])
    full = there @ matrix @ small
    rows: list[list[float]] = (full / full[2, 2]).tolist()
    return rows
