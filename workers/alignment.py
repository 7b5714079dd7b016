"""How far a new image lies from a station's baseline: a proposal for a person to apply."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT

from imagery.detectors import registration

MOST_PX = 1536
"""Side of the grid both images are compared on."""
FEWEST_PX = 64
FARTHEST_M = 50.0
"""A larger shift than this is more likely a wrong match than a wrong position."""

Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Proposal:
    """Move the image ``east_m``, ``north_m`` metres to lie on the baseline.

    ``inliers`` of ``tiles`` places agree; ``residual_m`` is what is left between them.
    """

    east_m: float
    north_m: float
    residual_m: float
    inliers: int
    tiles: int


def proposed(image: Path, band: int, reference: Path, reference_band: int) -> Proposal | None:
    """Return the shift that lays an image on a reference; None when nothing certain is known.

    Parameters
    ----------
    image, reference : Path
        Rasters that passed intake; the reference is brought to the image's CRS, both to the
        coarser pixel of the two.
    band, reference_band : int
        1-based; the same role in both.
    """
    with rasterio.open(image) as source, rasterio.open(reference) as other:
        if source.crs is None or other.crs is None or not source.crs.is_projected:
            return None
        with WarpedVRT(other, crs=source.crs, resampling=Resampling.bilinear) as base:
            grid = _grid(source, base)
            if grid is None:
                return None
            ours = _read(source, band, grid)
            theirs = _read(base, reference_band, grid)
    found = registration.register(ours, theirs)
    return _told(found, grid) if found.trusted else None


@dataclass(frozen=True)
class _Grid:
    """Where both images are, on square pixels of ``size`` CRS units (metres)."""

    west: float
    north: float
    width: int
    height: int
    size: float

    @property
    def affine(self) -> Affine:
        return Affine(self.size, 0, self.west, 0, -self.size, self.north)


def _grid(source: Any, base: Any) -> _Grid | None:
    west, south = (
        max(source.bounds.left, base.bounds.left),
        max(source.bounds.bottom, base.bounds.bottom),
    )
    east, north = (
        min(source.bounds.right, base.bounds.right),
        min(source.bounds.top, base.bounds.top),
    )
    if east <= west or north <= south:
        return None
    size = max(source.res[0], base.res[0], max(east - west, north - south) / MOST_PX)
    width, height = int((east - west) / size), int((north - south) / size)
    return _Grid(west, north, width, height, size) if min(width, height) >= FEWEST_PX else None


def _read(source: Any, band: int, grid: _Grid) -> Plane:
    """Read a band on the grid; NaN where the image says nothing."""
    options = {"crs": source.crs, "transform": grid.affine}
    options |= {"width": grid.width, "height": grid.height, "resampling": Resampling.average}
    with WarpedVRT(source, **options) as view:
        plane: Plane = view.read(band).astype(np.float32)
        plane[view.read_masks(band) == 0] = np.nan
    return plane


def _told(found: registration.Registration, grid: _Grid) -> Proposal | None:
    """Return the shift in the middle of the common ground as metres east and north."""
    middle = np.array([grid.width / 2, grid.height / 2, 1.0])
    x, y = found.matrix @ middle - middle[:2]
    east, north = float(x) * grid.size, -float(y) * grid.size
    if math.hypot(east, north) > FARTHEST_M:
        return None
    residual = round(float(found.residual_px) * grid.size, 3)
    return Proposal(round(east, 3), round(north, 3), residual, found.inliers, found.tiles)
