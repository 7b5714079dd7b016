"""Answers for a person where another witness knows: which order brings a log to known places."""

from __future__ import annotations

from collections.abc import Iterable

from imagery.logs.facts import FlightLog, Order
from imagery.logs.metres import distance_m

_NEAR_M = 10_000.0
"""No flight leaves its take-off point farther; the two orders lie thousands of km apart."""


def order_near(log: FlightLog, places: Iterable[tuple[float, float]]) -> Order | None:
    """Return the order that brings a log of unproven order near known places.

    Parameters
    ----------
    log : FlightLog
        With ``asked`` filled.
    places : iterable of (lon, lat)
        WGS-84; of photos of the same card, or of the stations that the flight was for.

    Returns
    -------
    str or None
        None when neither order or each of them comes within 10 km of a place.
    """
    known = list(places)
    near = [
        order
        for order, (lon, lat) in log.asked.items()
        if any(distance_m(lon, lat, *place) <= _NEAR_M for place in known)
    ]
    return near[0] if len(near) == 1 else None
