"""KML: a gx:Track or timed points or lines as flown, points as places, DJI's WPML as a plan."""

from __future__ import annotations

from imagery.logs import kml_text
from imagery.logs.kml_text import Found
from imagery.logs.request import Request
from imagery.logs.table import Reading


def read(request: Request) -> Reading:
    """Read a KML file.

    Raises
    ------
    Refused
        ``log.xml_refused``.
    """
    with request.path.open("rb") as file:
        return reading(kml_text.parse(file), "kml")


def reading(found: Found, kind: str) -> Reading:
    """Return what of a document is the flight."""
    if found.mission:
        return Reading(kind="plan", rows=found.places.array(), flown=False)
    flown = next((rows for rows in (found.track, found.timed, found.line) if len(rows)), None)
    rows = found.places if flown is None else flown
    return Reading(
        kind=kind, rows=rows.array(), flown=flown is not None, local_clock=found.zoneless
    )
