"""Where a scene lies on the map: where its file says, moved by a person's nudge."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import to_degrees, to_metres
from ledger.models import Scene


def shift_of(scene: Scene) -> tuple[float, float]:
    """Return how far east and north a scene is shown from where its file lies, in metres."""
    nudge = scene.nudge or {}
    return float(nudge.get("east_m", 0.0)), float(nudge.get("north_m", 0.0))


def shown_footprint(scene: Scene) -> BaseGeometry | None:
    """Return the ground that a scene shows (WGS-84), nudge included; None without a place.

    ``scene.footprint`` stays the file's own: tiles and windows are cut by it.
    """
    shape, shift = scene.footprint, np.array(shift_of(scene))
    if shape is None or shape.is_empty or not shift.any():
        return shape
    around = (shape.centroid.x, shape.centroid.y)
    moved = shapely.transform(to_metres(shape, around=around), lambda xy: xy + shift)
    return to_degrees(moved, around=around)
