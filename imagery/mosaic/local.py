"""Metres on the flight's own plane: UTM, shifted to the flight's middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from geo.crs import LonLat, checked
from geo.errors import Refused

Floats = NDArray[np.float64]
_SOUTHERNMOST, _NORTHERNMOST = -80.0, 84.0


@dataclass(frozen=True)
class LocalGrid:
    """UTM metres less ``origin``; one convergence and one scale hold for a flight.

    ``convergence_rad``: grid north as seen from true north, clockwise; ``scale``: grid metres a
    metre on the ground.
    """

    epsg: int
    origin: tuple[float, float]
    convergence_rad: float
    scale: float

    @property
    def crs(self) -> str:
        """The coordinate system's name."""
        return f"EPSG:{self.epsg}"

    def to_xy(self, lonlats: Sequence[LonLat]) -> Floats:
        """Return (n, 2) east, north of WGS-84 positions."""
        there = pyproj.Transformer.from_crs(4326, self.epsg, always_xy=True)
        east, north = there.transform(*np.asarray(lonlats, dtype=np.float64).T)
        return np.column_stack((east, north)) - self.origin

    def to_lonlat(self, xy: Floats) -> Floats:
        """Return (n, 2) WGS-84 degrees of east, north."""
        back = pyproj.Transformer.from_crs(self.epsg, 4326, always_xy=True)
        lon, lat = back.transform(*(np.asarray(xy) + self.origin).T)
        return np.column_stack((lon, lat))


def grid_around(lonlat: LonLat) -> LocalGrid:
    """Return the grid whose origin is the whole metre nearest to a position.

    Raises
    ------
    Refused
        ``geo.polar`` beyond the UTM latitudes, ``geo.not_a_position``.
    """
    lon, lat = checked(lonlat)
    if not _SOUTHERNMOST <= lat <= _NORTHERNMOST:
        raise Refused("geo.polar", lat=round(lat, 6))
    zone = min(int((lon + 180) // 6) + 1, 60)
    epsg = (32600 if lat >= 0 else 32700) + zone
    there = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    east, north = there.transform(lon, lat)
    factors = pyproj.Proj(epsg).get_factors(lon, lat)
    return LocalGrid(
        epsg=epsg,
        origin=(float(round(east)), float(round(north))),
        convergence_rad=float(np.radians(factors.meridian_convergence)),
        scale=float(factors.meridional_scale),
    )
