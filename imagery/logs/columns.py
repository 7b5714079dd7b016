"""Which column of a CSV flight log holds what, by its heading: AirData, Litchi, DJI, DatCon.

A heading is a name and perhaps a unit: ``height_above_takeoff(feet)``, ``OSD.height [m]``,
``GPS:Long``. A unit that is not known makes the column unknown, never metres.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"\s*([^\[\](]{1,80}?)\s*(?:[\[(]\s*([^\])]{1,20}?)\s*[\])])?\s*")
_LENGTHS = {"m": 1.0, "meter": 1.0, "meters": 1.0, "metres": 1.0, "ft": 0.3048, "feet": 0.3048}
_SPEEDS = {
    "m/s": 1.0,
    "mps": 1.0,
    "mph": 0.44704,
    "km/h": 1 / 3.6,
    "kmh": 1 / 3.6,
    "kph": 1 / 3.6,
    "knots": 0.514444,
}
_ANGLES = {"": 1.0, "deg": 1.0, "degrees": 1.0, "degree": 1.0, "°": 1.0, "360": 1.0}
_SECONDS = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "millisecond": 1e-3, "us": 1e-6}
_SECONDS |= {"milliseconds": 1e-3}
_COUNTS = {"": 1.0}

_NAMES: dict[str, tuple[tuple[str, ...], dict[str, float]]] = {
    "lat": (("latitude", "lat", "osd.latitude", "gps:lat", "gps(0):lat"), _ANGLES),
    "lon": (("longitude", "lon", "lng", "osd.longitude", "gps:long", "gps(0):long"), _ANGLES),
    "height_agl_m": (
        ("height_above_takeoff", "osd.height", "height", "ascent", "general:relativeheight"),
        _LENGTHS,
    ),
    "altitude_m": (
        (
            *("altitude_above_sealevel", "osd.altitude", "altitude", "gps:heightmsl"),
            *("gps(0):heightmsl", "general:absoluteheight", "general:absolutealtitude"),
        ),
        _LENGTHS,
    ),
    "speed_m_s": (("speed", "osd.hspeed", "horizontalspeed"), _SPEEDS),
    "yaw_deg": (("compass_heading", "osd.yaw", "heading", "osd.directionofyaw"), _ANGLES),
    "gimbal_yaw_deg": (("gimbal_heading", "gimbal.yaw", "gimbal:yaw"), _ANGLES),
    "gimbal_pitch_deg": (("gimbal_pitch", "gimbal.pitch", "gimbalpitch", "gimbal:pitch"), _ANGLES),
    "offset_s": (("time", "osd.flytime", "clock:offsettime", "offsettime", "flytime"), _SECONDS),
    "satellites": (("satellites", "osd.gpsnum", "gps:numsv", "gps(0):numsv"), _COUNTS),
    "fix": (("gpsfix", "fix_type", "fixtype"), _COUNTS),
}
_IMPLIED = {"clock:offsettime": 1.0, "offsettime": 1.0}
"""Columns whose heading names no unit and whose unit their program's manual fixes."""
_DATCON_METRES = ("gps:heightmsl", "gps(0):heightmsl", "general:relativeheight")
_IMPLIED |= dict.fromkeys((*_DATCON_METRES, "general:absoluteheight"), 1.0)
_IMPLIED |= {"general:absolutealtitude": 1.0}
_STAMPS = ("datetime", "gps:datetimestamp", "custom.updatetime", "timestamp", "date_time", "time")
_DAYS = ("custom.date", "date")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Where the columns are: ``numbers`` name -> (place, factor), others by place or None.

    ``stamp`` holds date and time, or only the time when ``day`` holds the date. ``utc`` whether
    the heading says so; ``unknown_units`` names columns left out for theirs;
    ``plain_altitude`` whether the altitude does not say what it is above.
    """

    numbers: dict[str, tuple[int, float]]
    stamp: int | None
    day: int | None
    utc: bool
    unknown_units: tuple[str, ...]
    plain_altitude: bool = False


def split_heading(text: str) -> tuple[str, str]:
    """Return a heading's name and unit, lower case, without spaces around."""
    match = _HEADING.fullmatch(text.strip("\ufeff \t")[:120])
    return (match[1].lower(), (match[2] or "").lower()) if match else ("", "")


def found(headings: Sequence[str]) -> Columns | None:
    """Return the columns of a flight log, None when there is no position among them."""
    parts = [split_heading(text) for text in headings]
    numbers: dict[str, tuple[int, float]] = {}
    unknown: list[str] = []
    for name, (aliases, units) in _NAMES.items():
        places = [n for alias in aliases for n, part in enumerate(parts) if part[0] == alias]
        factors = [(n, _factor(*parts[n], units)) for n in places]
        good = [(n, factor) for n, factor in factors if factor is not None]
        if good:
            numbers[name] = good[0]
        elif places and name != "offset_s":
            unknown.append(name)
    if "lat" not in numbers or "lon" not in numbers:
        return None
    day = next((n for n, part in enumerate(parts) if part[0] in _DAYS), None)
    stamp, utc = _stamp(parts)
    return Columns(
        numbers=numbers,
        stamp=stamp,
        day=day,
        utc=utc,
        unknown_units=tuple(sorted(unknown)),
        plain_altitude="altitude_m" in numbers and parts[numbers["altitude_m"][0]][0] == "altitude",
    )


def _factor(name: str, unit: str, units: dict[str, float]) -> float | None:
    return _IMPLIED.get(name) if not unit and name in _IMPLIED else units.get(unit)


def _stamp(parts: Sequence[tuple[str, str]]) -> tuple[int | None, bool]:
    """Return the column of moments: one in UTC before a local one."""
    known = [
        (unit != "utc", _STAMPS.index(name), n)
        for n, (name, unit) in enumerate(parts)
        if name in _STAMPS and unit in {"", "utc", "local", "iso", "z"}
    ]
    if not known:
        return None, False
    local, _, place = min(known)
    return place, not local or parts[place][0] == "gps:datetimestamp"


def is_header(lines: Sequence[str]) -> int | None:
    """Return 1 + the number of the line that heads a flight log's columns, None without one.

    A line ``sep=,`` and a few lines of remarks may stand before it.
    """
    for number, line in enumerate(lines):
        if len(line) > 65536 or not any(mark in line for mark in ",;\t"):
            continue
        columns = found(cells(line))
        if columns and (columns.stamp is not None or len(columns.numbers) > 2):
            return number + 1
    return None


def delimiter(line: str) -> str:
    """Return the character that parts the cells of a heading."""
    return max(",;\t", key=line.count)


def cells(line: str) -> list[str]:
    """Return a heading's cells."""
    try:
        return next(csv.reader([line], delimiter=delimiter(line)), [])
    except csv.Error:
        return []
