"""The height of the ground under a mission: a grid of a terrain model, or flat.

Heights are metres in the model's own vertical datum; a mission only uses differences, so the
datum does not matter as long as one model covers the whole flight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry import MultiPoint

from geo import crs
from geo.errors import Refused

Floats = NDArray[np.float64]
_MOST_CELLS = 25_000_000


@dataclass(frozen=True, kw_only=True)
class Terrain:
    """A grid of ground heights.

    Attributes
    ----------
    heights_m : (rows, cols) float array
        NaN where unknown.
    transform : six floats
        (a, b, c, d, e, f): x = a·col + b·row + c, y = d·col + e·row + f of a cell's corner.
    epsg : int
        CRS of x and y.
    """

    heights_m: Floats
    transform: tuple[float, float, float, float, float, float]
    epsg: int

    def __post_init__(self) -> None:
        known = np.isfinite(self.heights_m)
        if self.heights_m.ndim != 2 or self.heights_m.size > _MOST_CELLS or not known.any():
            raise Refused("mission.dtm", reason="no heights")

    @cached_property
    def _known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.heights_m)

    @cached_property
    def _filled(self) -> Floats:
        """The heights with the nearest known one where there is none."""
        if self._known.all():
            return self.heights_m
        index = ndimage.distance_transform_edt(
            ~self._known, return_distances=False, return_indices=True
        )
        return np.asarray(self.heights_m[tuple(index)], np.float64)

    @cached_property
    def _from_degrees(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(4326, self.epsg, always_xy=True)

    def at(self, lonlat: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the heights (n,) at (n, 2) degrees and where the grid really knows them."""
        x, y = self._from_degrees.transform(lonlat[:, 0], lonlat[:, 1])
        a, b, c, d, e, f = self.transform
        turned = np.linalg.inv(np.array([[a, b], [d, e]]))
        cells = turned @ np.stack([np.asarray(x) - c, np.asarray(y) - f]) - 0.5
        cells = np.where(np.isfinite(cells), cells, -1.0)[::-1]
        heights = ndimage.map_coordinates(self._filled, cells, order=1, mode="nearest")
        rows, cols = self.heights_m.shape
        nearest = np.rint(cells).astype(np.int64)
        inside = (nearest >= 0).all(axis=0) & (nearest[0] < rows) & (nearest[1] < cols)
        known = np.zeros(len(lonlat), bool)
        known[inside] = self._known[nearest[0, inside], nearest[1, inside]]
        return heights, known


def degrees(xy: Floats, around: crs.LonLat) -> Floats:
    """Return (n, 2) degrees of (n, 2) metres in the metre CRS of ``around``."""
    found = shapely.get_coordinates(crs.to_degrees(MultiPoint(xy), around=around))
    return np.asarray(found, np.float64)


@dataclass
class Relief:
    """The ground of one mission in its metre CRS; remembers whether a height was missing."""

    terrain: Terrain | None
    around: crs.LonLat
    missing: bool = field(default=False)

    def heights(self, xy: Floats) -> Floats:
        """Return the ground heights (n,) at (n, 2) metres; zeros where the ground is flat."""
        if self.terrain is None or not len(xy):
            return np.zeros(len(xy))
        heights, known = self.terrain.at(degrees(xy, self.around))
        self.missing = self.missing or not known.all()
        return heights
