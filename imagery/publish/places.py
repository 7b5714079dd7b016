"""Positions that may be published: rounded, and of shapes only the middle."""

from __future__ import annotations

from geo import crs
from geo.coverage import Shape, geometry_of

DIGITS = 3
"""Decimals of a degree: a cell of 111 m north to south, about 90 m east to west in mid China."""


def public_lonlat(lonlat: crs.LonLat) -> crs.LonLat:
    """Return a position rounded to 3 decimals; it may lie 70 m from the true one.

    Rounding hides where a photographer stood, not which station a published picture is of: that
    is published on purpose.

    Raises
    ------
    Refused
        ``geo.not_a_position``.
    """
    lon, lat = crs.checked(lonlat)
    return round(lon, DIGITS), round(lat, DIGITS)


def public_place(shape: Shape) -> crs.LonLat:
    """Return the rounded middle of a geometry; its outline is not published."""
    middle = geometry_of(shape).centroid
    return public_lonlat((middle.x, middle.y))
