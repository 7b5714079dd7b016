"""GPX: track points as flown, a route as planned, waypoints as places (topografix.com/GPX/1/1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from imagery.logs import xml
from imagery.logs.numbers import measure, moment, number
from imagery.logs.request import Request
from imagery.logs.table import Reading, Rows

_POINTS = ("trkpt", "rtept", "wpt")


@dataclass
class _Found:
    """Points by the element that held them; whether a time came without a zone."""

    rows: dict[str, Rows] = field(default_factory=lambda: {name: Rows() for name in _POINTS})
    zoneless: bool = False


def read(request: Request) -> Reading:
    """Read a GPX file.

    Raises
    ------
    Refused
        ``log.xml_refused``.
    """
    found = _Found()
    values: dict[str, float] = {}
    with request.path.open("rb") as file:
        for begins, name, attributes, text in xml.events(file):
            if begins and name in _POINTS:
                values = {key: number(attributes.get(key, "")) for key in ("lon", "lat")}
            elif name in _POINTS:
                found.rows[name].add(**values)
                values = {}
            elif not begins and values:
                _detail(found, values, name, text)
    kind = next((name for name in _POINTS if len(found.rows[name])), "wpt")
    return Reading(
        kind="plan" if kind == "rtept" else "gpx",
        rows=found.rows[kind].array(),
        flown=kind == "trkpt",
        local_clock=found.zoneless,
    )


def _detail(found: _Found, values: dict[str, float], name: str, text: str) -> None:
    if name == "ele":
        values["altitude_m"] = measure(text)
    elif name == "speed":
        values["speed_m_s"] = measure(text)
    elif name == "time":
        values["at_s"], zoned = moment(text)
        found.zoneless = found.zoneless or not zoned
