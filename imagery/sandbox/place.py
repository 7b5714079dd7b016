"""Where a raster lies (child side): a finite grid, a CRS without foreign words, on Earth."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from geo.errors import Refused

_WORDS = re.compile(r"[^\w ./()+\-,\[\]\":=°²*]")
_EDGE_POINTS = 8
_SURE = 90
_LEAST_DETERMINANT = 1e-24
_MOST_UNEQUAL = 1000.0
"""No camera's pixels are longer than wide by more; nor does a grid lean so far."""
LonLat = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A raster's grid and frame; all empty without a position.

    ``crs`` is ``EPSG:n`` or WKT; ``outline`` and ``centre`` (three points: the centre, one pixel
    right of it, one below it) are WGS-84 degrees.
    """

    crs: str | None = None
    transform: tuple[float, ...] = ()
    outline: tuple[LonLat, ...] = ()
    centre: tuple[LonLat, ...] = ()
    flags: tuple[str, ...] = ()


def of(source: Any) -> Place:
    """Return where an open dataset lies.

    Raises
    ------
    Refused
        ``intake.bad_geotransform``, ``intake.crs_missing`` (a grid without a CRS),
        ``intake.position_implausible``, ``intake.antimeridian``.
    """
    transform = source.transform
    if source.crs is None or transform.is_identity:
        if not transform.is_identity and source.driver == "GTiff":
            raise Refused("intake.crs_missing")
        return Place(flags=("intake.no_position",))
    numbers = tuple(transform)[:6]
    if not all(map(math.isfinite, numbers)) or _degenerate(transform):
        raise Refused("intake.bad_geotransform")
    crs = clean_crs(source.crs)
    outline = _lonlats(source, crs, _frame(source.width, source.height))
    middle = (source.width / 2, source.height / 2)
    right, down = (middle[0] + 1, middle[1]), (middle[0], middle[1] + 1)
    centre = _lonlats(source, crs, [middle, right, down])
    if any(abs(a[0] - b[0]) > 180 for a, b in pairwise(outline)):
        raise Refused("intake.antimeridian")
    return Place(crs=crs, transform=numbers, outline=tuple(outline), centre=tuple(centre))


def _degenerate(transform: Any) -> bool:
    """Whether pixels have no area to speak of: points, needles, or sides in one direction."""
    area = abs(transform.determinant)
    sides = math.hypot(transform.a, transform.d), math.hypot(transform.b, transform.e)
    unequal = max(sides) > _MOST_UNEQUAL * min(sides)
    return area < _LEAST_DETERMINANT or unequal or area * 100 < sides[0] * sides[1]


def affine(where: Place) -> Any:
    """Return the grid as an affine transform."""
    from affine import Affine  # noqa: PLC0415  (child only)

    return Affine(*where.transform)


def clean_crs(crs: Any) -> str:
    """Return ``EPSG:n``, or WKT whose names hold nothing but letters, digits and plain signs."""
    code = crs.to_epsg(confidence_threshold=_SURE)
    return f"EPSG:{code}" if code else _WORDS.sub(" ", crs.to_wkt(version="WKT2_2019"))


def _frame(width: int, height: int) -> list[tuple[float, float]]:
    """Return the frame's outline in pixels, clockwise and closed, with points along its edges."""
    corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
    points: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        for step in range(_EDGE_POINTS):
            share = step / _EDGE_POINTS
            points.append((x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))
    return [*points, (0.0, 0.0)]


def _lonlats(source: Any, crs: str, pixels: list[tuple[float, float]]) -> list[LonLat]:
    xs, ys = zip(*(source.transform @ p for p in pixels), strict=True)
    try:
        lons, lats = transformed(crs, "EPSG:4326", xs, ys)
        back_x, back_y = transformed("EPSG:4326", crs, lons, lats)
    except ValueError as error:
        raise Refused("intake.position_implausible", crs=crs[:40]) from error
    slack = 2 * math.sqrt(abs(source.transform.determinant))
    for values in zip(xs, ys, lons, lats, back_x, back_y, strict=True):
        if not all(map(math.isfinite, values)):
            raise Refused("intake.position_implausible", crs=crs[:40])
        x, y, lon, lat, bx, by = values
        if abs(lon) > 180 or abs(lat) > 90 or abs(x - bx) > slack or abs(y - by) > slack:
            raise Refused("intake.position_implausible", crs=crs[:40])
    return list(zip(lons, lats, strict=True))


def transformed(there: str, here: str, xs: Any, ys: Any) -> tuple[list[float], list[float]]:
    """Return points in another CRS.

    Raises
    ------
    ValueError
        A point lies where a projection does not reach.
    """
    from rasterio._err import CPLE_BaseError  # noqa: PLC0415  (no public name)
    from rasterio.warp import transform  # noqa: PLC0415  (child only)

    try:
        out_x, out_y = transform(there, here, list(xs), list(ys))
    except CPLE_BaseError as error:
        raise ValueError("outside of a projection") from error
    return out_x, out_y
