"""The exact truth of generated imagery: what was put where, in WGS-84 and square metres."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import shapely
from pyproj import Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.crs import LonLat, area_m2, checked


@dataclass(frozen=True)
class Planted:
    """One problem that the renderer put into a scene.

    ``polygon`` is shapely in WGS-84, ``distance_m`` the way from the anchor to its nearest edge.
    """

    code: str
    polygon: BaseGeometry
    lonlat: LonLat
    area_m2: float
    distance_m: float
    detail: dict[str, float | str] = field(default_factory=dict)


class Spot:
    """A place on the ground: metres east and north of an anchor, in its UTM zone."""

    def __init__(self, lonlat: LonLat) -> None:
        lon, lat = checked(lonlat)
        zone = min(int((lon + 180) // 6) + 1, 60)
        self.epsg = (32600 if lat >= 0 else 32700) + zone
        self._there = Transformer.from_crs(4326, self.epsg, always_xy=True)
        self._back = Transformer.from_crs(self.epsg, 4326, always_xy=True)
        self.east, self.north = self._there.transform(lon, lat)

    def lonlat(self, x: float, y: float) -> LonLat:
        """Return the WGS-84 position of a local point."""
        lon, lat = self._back.transform(self.east + x, self.north + y)
        return float(lon), float(lat)

    def degrees(self, shape: BaseGeometry) -> Any:
        """Return a local shape (metres) in WGS-84."""

        def placed(x: Any, y: Any) -> Any:
            return self._back.transform(self.east + x, self.north + y)

        return shapely.transform(shape, placed, interleaved=False)

    def plant(self, code: str, shape: BaseGeometry, **detail: float | str) -> Planted:
        """Return the truth of a local shape."""
        middle = shape.representative_point()
        polygon = self.degrees(shape)
        return Planted(
            code=code,
            polygon=polygon,
            lonlat=self.lonlat(middle.x, middle.y),
            area_m2=round(area_m2(polygon), 1),
            distance_m=round(float(shape.distance(Point(0, 0))), 2),
            detail=detail,
        )
