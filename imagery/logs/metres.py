"""Distances between the close points of one flight, without a projection."""

from __future__ import annotations

import math

METRES_A_DEGREE = 111_195.0
"""Of a great circle on a sphere of 6,371 km."""


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return metres between two WGS-84 positions, good to 0.5 % for points of one flight.

    On a sphere, by the latitude half-way; longitudes are compared the short way round.
    """
    east = (other_lon - lon + 180.0) % 360.0 - 180.0
    east *= math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * METRES_A_DEGREE
