"""Metres around a point: the right projected CRS, buffers, distances, areas, grid cells.

Positions are WGS-84 (lon, lat) in degrees; CGCS2000 is the same at this scale. Metres exist only
in the CRS that :func:`metre_crs` names: a CGCS2000 3-degree Gauss-Kruger zone (EPSG:4534 to 4554)
in mainland China, else the local UTM zone.
"""

from __future__ import annotations

import math
from functools import lru_cache

import pyproj
import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo import messages
from geo.errors import Refused

LonLat = tuple[float, float]
"""Degrees, WGS-84, longitude first."""

_GEOD = pyproj.Geod(ellps="WGS84")
_MAX_UTM_LAT = 84.0
_MIN_UTM_LAT = -80.0
_MAINLAND = (73.5, 18.0, 135.1, 53.6)

messages.register(
    {
        "geo.not_a_position": (
            "坐标 {lon}, {lat} 不是有效的经纬度：经度在 -180 到 180 之间，纬度在 -90 到 90 之间",
            "{lon}, {lat} is not a position: longitude is -180 to 180, latitude -90 to 90",
        ),
        "geo.polar": (
            "纬度 {lat} 超出支持范围（-80 到 84 度），请核对坐标",
            "latitude {lat} is beyond the supported range (-80 to 84 degrees); check the position",
        ),
    }
)


def checked(lonlat: LonLat) -> LonLat:
    """Return the position as floats.

    Raises
    ------
    Refused
        ``geo.not_a_position``: not finite or out of range.
    """
    lon, lat = float(lonlat[0]), float(lonlat[1])
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise Refused("geo.not_a_position", lon=lonlat[0], lat=lonlat[1])
    return lon, lat


def epsg_of(lonlat: LonLat) -> int:
    """Return the EPSG code of the metre CRS of a position.

    Raises
    ------
    Refused
        ``geo.polar`` beyond the UTM latitudes, ``geo.not_a_position``.
    """
    lon, lat = checked(lonlat)
    if not _MIN_UTM_LAT <= lat <= _MAX_UTM_LAT:
        raise Refused("geo.polar", lat=round(lat, 6))
    if _in_gauss_kruger_use(lon, lat):
        return 4534 + round((lon - 75) / 3)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


def _in_gauss_kruger_use(lon: float, lat: float) -> bool:
    """Whether the 3-degree zones are in use: the mainland's box without Taiwan's island."""
    west, south, east, north = _MAINLAND
    taiwan = 119.9 <= lon <= 122.2 and 21.8 <= lat <= 25.4
    return west <= lon <= east and south <= lat <= north and not taiwan


def metre_crs(lonlat: LonLat) -> pyproj.CRS:
    """Return the metre CRS of a position (x east, y north)."""
    return pyproj.CRS.from_epsg(epsg_of(lonlat))


@lru_cache(maxsize=64)
def _transformers(epsg: int) -> tuple[pyproj.Transformer, pyproj.Transformer]:
    there = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    back = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    return there, back


def _moved(geometry: BaseGeometry, how: pyproj.Transformer) -> BaseGeometry:
    return shapely.transform(geometry, how.transform, interleaved=False)


def to_metres(geometry: BaseGeometry, *, around: LonLat) -> BaseGeometry:
    """Project a WGS-84 geometry into the metre CRS of ``around``."""
    return _moved(geometry, _transformers(epsg_of(around))[0])


def to_degrees(geometry: BaseGeometry, *, around: LonLat) -> BaseGeometry:
    """Bring a geometry in the metre CRS of ``around`` back to WGS-84."""
    return _moved(geometry, _transformers(epsg_of(around))[1])


def buffer_m(lonlat: LonLat, radius_m: float) -> Polygon:
    """Return the disc of ``radius_m`` metres around a position as a WGS-84 polygon."""
    there, back = _transformers(epsg_of(lonlat))
    disc = Point(*there.transform(*checked(lonlat))).buffer(radius_m, quad_segs=32)
    return Polygon(_moved(disc, back))


def distance_m(a: LonLat, b: LonLat) -> float:
    """Return the geodesic distance between two positions in metres (WGS-84 ellipsoid)."""
    return float(_GEOD.inv(*checked(a), *checked(b))[2])


def area_m2(polygon: BaseGeometry) -> float:
    """Return the geodesic area in square metres of a WGS-84 (multi)polygon, holes taken out."""
    return abs(float(_GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))[0]))


def cell_of(lonlat: LonLat, *, anchor_lonlat: LonLat, size_m: float = 5.0) -> tuple[int, int]:
    """Return the (east, north) index of the grid cell that holds a position.

    The grid starts at the metre CRS's own origin of ``anchor_lonlat``, so that every position near
    one station falls into one grid, whatever scene it came from.
    """
    there, _ = _transformers(epsg_of(anchor_lonlat))
    east, north = there.transform(*checked(lonlat))
    return math.floor(east / size_m), math.floor(north / size_m)
