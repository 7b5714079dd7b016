"""The outline of what a raster shows (child side): its valid area, not its frame."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from imagery.cog.analysis import Raster
from imagery.sandbox import place

_WHOLE_SHARE = 0.98
_LEAST_SHARE = 0.002
_MOST_RINGS = 20
_SLACK = 0.004
Rings = list[list[tuple[float, float]]]


def rings(rasterio: Any, where: place.Place, seen: Any, raster: Raster) -> Rings:
    """Return WGS-84 rings round the valid areas; none where the frame says it as well.

    Parameters
    ----------
    seen : array (rows, cols) of bool or None
        Where a small level holds data.
    """
    if not where.crs or seen is None or seen.mean() >= _WHOLE_SHARE or not seen.any():
        return []
    scale = (raster.width / seen.shape[1], raster.height / seen.shape[0])
    affine, found = place.affine(where), []
    for contour in _contours(seen):
        points = [affine @ (float(x) * scale[0], float(y) * scale[1]) for x, y in contour]
        xs, ys = zip(*points, strict=True)
        lons, lats = rasterio.warp.transform(where.crs, "EPSG:4326", list(xs), list(ys))
        found.append(list(zip(lons, lats, strict=True)))
    return found


def _contours(seen: Any) -> list[Any]:
    """Return simplified outer contours in pixel corners, largest first.

    Pixels are doubled in size so that contours run along their outer edges.
    """
    doubled = np.kron(seen.astype(np.uint8), np.ones((2, 2), np.uint8))
    found, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    least = _LEAST_SHARE * doubled.size
    large = sorted((c for c in found if cv2.contourArea(c) >= least), key=cv2.contourArea)
    slack = _SLACK * max(doubled.shape)
    kept = [cv2.approxPolyDP(c, slack, closed=True)[:, 0, :] for c in large[::-1][:_MOST_RINGS]]
    return [(c + 0.5) / 2 for c in kept if len(c) >= 3]
