"""Datums of imported positions: WGS-84, CGCS2000, GCJ-02 and BD-09, brought to WGS-84.

CGCS2000 differs from WGS-84 by centimetres, far below every zone here, so it is taken as it is.
GCJ-02 and BD-09 are the obfuscated datums of Chinese web maps: 100 to 700 m away. Their forward
formulas are the widely published ones (Krasovsky 1940 ellipsoid); the inverse is iterated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import messages
from geo.crs import LonLat, checked
from geo.errors import Refused

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")

Array = NDArray[np.float64]
"""(n, 2) longitudes and latitudes in degrees."""

_SPELLINGS: dict[str, Datum] = {
    "wgs84": "wgs84",
    "epsg4326": "wgs84",
    "gps": "wgs84",
    "cgcs2000": "cgcs2000",
    "epsg4490": "cgcs2000",
    "2000国家大地坐标系": "cgcs2000",
    "国家2000": "cgcs2000",
    "天地图": "cgcs2000",
    "gcj02": "gcj02",
    "火星坐标": "gcj02",
    "火星坐标系": "gcj02",
    "高德": "gcj02",
    "bd09": "bd09",
    "bd09ll": "bd09",
    "百度": "bd09",
    "百度坐标系": "bd09",
}

_AXIS_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BOX = (72.004, 0.8293, 137.8347, 55.8271)
_BD_PHASE = np.pi * 3000.0 / 180.0
_STEPS = 30
_TOLERANCE_DEG = 1e-11

messages.register(
    {
        "datum.unknown": (
            "坐标系“{datum}”无法识别：请声明 wgs84、cgcs2000、gcj02 或 bd09 之一；"
            "坐标系用错会偏移 100 至 700 米",
            "unknown datum “{datum}”: declare one of wgs84, cgcs2000, gcj02 or bd09; "
            "a wrong one moves positions by 100 to 700 m",
        ),
    }
)


def parse_datum(text: str | None) -> Datum:
    """Return the datum that a file, a form or a person named.

    Raises
    ------
    Refused
        ``datum.unknown``: nothing declared, or a name that is not known; never guessed.
    """
    key = "".join(c for c in (text or "").strip().lower() if c not in " -_:/")
    if key not in _SPELLINGS:
        raise Refused("datum.unknown", datum=(text or "").strip()[:40])
    return _SPELLINGS[key]


def to_wgs84(lonlat: LonLat, datum: Datum) -> LonLat:
    """Return a position of ``datum`` in WGS-84; the inverse error is below 1e-9 degrees.

    Positions outside the obfuscation's box (72-138 E, 1-56 N) are the same in every datum.
    """
    moved = _inverse(datum)(np.array([checked(lonlat)], dtype=np.float64))
    return float(moved[0, 0]), float(moved[0, 1])


def from_wgs84(lonlat: LonLat, datum: Datum) -> LonLat:
    """Return a WGS-84 position as a map of ``datum`` shows it."""
    moved = _forward(datum)(np.array([checked(lonlat)], dtype=np.float64))
    return float(moved[0, 0]), float(moved[0, 1])


def geometry_to_wgs84(geometry: BaseGeometry, datum: Datum) -> BaseGeometry:
    """Return a whole geometry of ``datum`` in WGS-84, vertex by vertex."""
    return shapely.transform(geometry, _inverse(datum))


def _same(points: Array) -> Array:
    return points


def _forward(datum: Datum) -> Callable[[Array], Array]:
    steps: dict[Datum, Callable[[Array], Array]] = {"gcj02": _to_gcj, "bd09": _to_bd}
    return steps.get(datum, _same)


def _inverse(datum: Datum) -> Callable[[Array], Array]:
    steps: dict[Datum, Callable[[Array], Array]] = {"gcj02": _from_gcj, "bd09": _from_bd}
    return steps.get(datum, _same)


def _inside(points: Array) -> NDArray[np.bool_]:
    west, south, east, north = _BOX
    lon, lat = points[:, 0], points[:, 1]
    found: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return found


def _gcj_offset(points: Array) -> Array:
    """Return the GCJ-02 offset in degrees at WGS-84 positions inside the box."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (ripple + 20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north_m += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (ripple + 20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east_m += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    lat = np.radians(points[:, 1])
    magic = 1 - _ECCENTRICITY_SQUARED * np.sin(lat) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY_SQUARED) / magic**1.5
    parallel_m = _AXIS_M / np.sqrt(magic) * np.cos(lat)
    return np.column_stack([np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)])


def _gcj_shift(points: Array) -> Array:
    return points + _gcj_offset(points)


def _bd_shift(points: Array) -> Array:
    """Return BD-09 positions of GCJ-02 ones: a polar stretch and a fixed step."""
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_PHASE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_PHASE)
    return np.column_stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006])


def _undo(shift: Callable[[Array], Array], target: Array) -> Array:
    """Return the points that ``shift`` moves onto ``target``, by fixed-point iteration."""
    guess = target.copy()
    for _ in range(_STEPS):
        error = shift(guess) - target
        guess = guess - error
        if np.abs(error).max(initial=0.0) < _TOLERANCE_DEG:
            break
    return guess


def _where_inside(change: Callable[[Array], Array], points: Array) -> Array:
    moved = points.copy()
    inside = _inside(points)
    if inside.any():
        moved[inside] = change(points[inside])
    return moved


def _to_gcj(points: Array) -> Array:
    return _where_inside(_gcj_shift, points)


def _from_gcj(points: Array) -> Array:
    return _where_inside(lambda inner: _undo(_gcj_shift, inner), points)


def _to_bd(points: Array) -> Array:
    return _where_inside(lambda inner: _bd_shift(_gcj_shift(inner)), points)


def _from_bd(points: Array) -> Array:
    return _where_inside(lambda inner: _undo(_gcj_shift, _undo(_bd_shift, inner)), points)
