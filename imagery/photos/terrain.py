"""The ground that rays meet: level, or the heights of a terrain model (DTM)."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import rasterio
from pyproj import CRS, Geod, Transformer
from rasterio.errors import NotGeoreferencedWarning
from scipy import ndimage

from geo.errors import Refused
from imagery.photos.pose import Array

_GEOD = Geod(ellps="WGS84")
_MAX_CELLS = 64_000_000
_MARCH, _HALVINGS = 400, 24


class Floor(Protocol):
    """What stops a ray."""

    def hit(self, lonlat: tuple[float, float], height_m: float, rays: Array) -> Array:
        """Return where rays (east, north, up) from a camera meet the ground, relative to it."""


@dataclass(frozen=True)
class Level:
    """Level ground under the camera."""

    def hit(self, lonlat: tuple[float, float], height_m: float, rays: Array) -> Array:
        """Return metres east, north, up from the camera, (n, 3)."""
        del lonlat
        spots: Array = rays * (-height_m / rays[:, 2:])
        return spots


@dataclass(frozen=True)
class Terrain:
    """Heights of the ground: ``heights`` (rows, cols) metres, NaN unknown, at pixel centres.

    ``transform`` goes from column, row (pixel corners) to ``crs``. Where the model says nothing
    the ground is taken as level with what lies under the camera. ``takeoff`` is the lon/lat that
    the aircraft's heights count from.
    """

    heights: Array
    transform: Any
    crs: CRS
    takeoff: tuple[float, float] | None = None
    _to_grid: Transformer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_to_grid", Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        )

    @classmethod
    def load(cls, path: Path, takeoff: tuple[float, float] | None = None) -> Self:
        """Read band 1 of a stored raster (one that intake rewrote).

        Raises
        ------
        Refused
            ``photo.dtm_unplaced`` without a CRS, ``photo.dtm_too_large``.
        """
        with warnings.catch_warnings(action="ignore", category=NotGeoreferencedWarning):
            source = rasterio.open(path)
        with source:
            if source.crs is None:
                raise Refused("photo.dtm_unplaced")
            if source.width * source.height > _MAX_CELLS:
                raise Refused("photo.dtm_too_large", limit=_MAX_CELLS // 1_000_000)
            heights = source.read(1, masked=True).astype(float).filled(np.nan)
            return cls(heights, source.transform, CRS.from_user_input(source.crs), takeoff)

    def at(self, lons: Array, lats: Array) -> Array:
        """Return the ground's height at places by bilinear interpolation, NaN outside."""
        x, y = self._to_grid.transform(np.asarray(lons, float), np.asarray(lats, float))
        col, row = ~self.transform @ (x, y)
        where = np.array([np.asarray(row) - 0.5, np.asarray(col) - 0.5])
        found: Array = ndimage.map_coordinates(
            self.heights, where, order=1, mode="constant", cval=np.nan, prefilter=False
        )
        return found

    def under(self, lonlat: tuple[float, float]) -> float | None:
        """Return the ground's height under a place, None where it is unknown."""
        found = float(self.at(np.array([lonlat[0]]), np.array([lonlat[1]]))[0])
        return found if math.isfinite(found) else None

    @property
    def takeoff_m(self) -> float | None:
        """The ground's height at the take-off point, None where it is unknown."""
        return None if self.takeoff is None else self.under(self.takeoff)

    def hit(self, lonlat: tuple[float, float], height_m: float, rays: Array) -> Array:
        """Return where rays first meet the ground, metres east, north, up from the camera.

        Each ray is followed in steps down to the model's lowest ground, the first step under the
        ground is halved until it is met; what lies behind a ridge is not seen.
        """
        base = self.under(lonlat)
        if base is None:
            return Level().hit(lonlat, height_m, rays)
        lowest = float(np.nanmin(self.heights))
        far = (height_m + max(base - lowest, 0.0) + 1.0) / -rays[:, 2]
        share = np.arange(1, _MARCH + 1) / _MARCH
        above = self._above(lonlat, base, height_m, rays, far[:, None] * share)
        first = np.argmax(above <= 0, axis=1)
        high, low = far * (first + 1) / _MARCH, far * first / _MARCH
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            clear = self._above(lonlat, base, height_m, rays, middle[:, None])[:, 0] > 0
            low, high = np.where(clear, middle, low), np.where(clear, high, middle)
        spots: Array = rays * high[:, None]
        return spots

    def _above(
        self, lonlat: tuple[float, float], base: float, height_m: float, rays: Array, reach: Array
    ) -> Array:
        """Return how far above the ground rays are after ``reach`` metres, (n, steps)."""
        altitude_m = base + height_m
        east, north, up = (reach * rays[:, axis : axis + 1] for axis in range(3))
        azimuth, length = np.degrees(np.arctan2(east, north)), np.hypot(east, north)
        lon, lat = (np.full(reach.shape, value) for value in lonlat)
        lons, lats, _ = _GEOD.fwd(lon, lat, azimuth, length)
        ground = self.at(lons.ravel(), lats.ravel()).reshape(reach.shape)
        above: Array = altitude_m + up - np.where(np.isfinite(ground), ground, base)
        return above
