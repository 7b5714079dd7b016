"""DJI's (and Autel's) video subtitles: one cue a frame or a second, five ways to write it.

``[latitude: 31.45] [longtitude: 74.39] [altitude: 213.9]``, ``[rel_alt: 1.2 abs_alt: 33.1]``,
``GPS(149.02,-20.25,16) BAROMETER:1.9`` (or ``1.9M``),
``GPS (8.2, 47.4, 18), D 49.2m, H 45.6m, H.S 0.0m/s``,
the same with ``F.PRY (…), G.PRY (…)``; Autel names the axis: ``GPS(E: 113.9, N: 22.5, 12m)``.
The third number in ``GPS(…)`` counts satellites or is a height, by firmware: it is not used.
"""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass, field

import numpy as np

from geo.errors import Refused
from imagery.logs.numbers import measure, moment, number
from imagery.logs.request import Request
from imagery.logs.table import Reading, Rows
from imagery.logs.text import lines

_CUE = re.compile(r"\s{0,9}(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})\s{0,9}-->\s{0,9}\d")
_KEYED = re.compile(r"\b([A-Za-z_]{3,20})\s{0,3}:\s{0,3}([^\s,\]]{1,40})")
_STAMP = re.compile(r"\d{4}[-.]\d\d[-.]\d\d \d\d:\d\d:\d\d(?:[.,]\d{1,6}(?:,\d{3})?)?")
_AXIS = r"\s{0,3}([EWNS]?):?\s{0,3}([^\s,()]{1,40})\s{0,3}"
_PAIR = re.compile(r"\b(GPS|RTK|HOME)\s{0,3}\(" + _AXIS + "," + _AXIS + r"[,)]")
_MEASURE = re.compile(r"(?<![\w.])(D|H|H\.S)\s{1,3}([-+0-9.]{1,20})\s{0,3}m")
_ANGLES = re.compile(r"\b([FG])\.PRY\s{0,3}\(([^()]{1,80})\)")
_DEGREES = re.compile(r"[-+]?\d{1,4}(?:\.\d{1,6})?")
_MAX_CUE = 4096
_LATITUDE, _LONGITUDE = ("latitude",), ("longitude", "longtitude")
_KEYS = {
    "rel_alt": "height_agl_m",
    "abs_alt": "altitude_m",
    "barometer": "height_agl_m",
    "gb_yaw": "gimbal_yaw_deg",
    "gb_pitch": "gimbal_pitch_deg",
}


@dataclass
class _Found:
    """What all cues held; ``pairs`` NaN where positions are named or missing."""

    rows: Rows = field(default_factory=Rows)
    pairs: array[float] = field(default_factory=lambda: array("d"))
    homes: array[float] = field(default_factory=lambda: array("d"))
    distances: array[float] = field(default_factory=lambda: array("d"))
    plain_altitude: bool = False
    ends_early: bool = False


@dataclass
class _Pairs:
    """What one cue writes in an order of its own."""

    gps: tuple[float, float] = (math.nan, math.nan)
    home: tuple[float, float] = (math.nan, math.nan)
    distance: float = math.nan


def read(request: Request) -> Reading:
    """Read a subtitle file's cues.

    Raises
    ------
    Refused
        ``log.not_telemetry`` for a subtitle that says nothing of a flight.
    """
    found = _Found()
    start, text = math.nan, ""
    for line in lines(request.path):
        cue = _CUE.match(line)
        if cue:
            _take(found, start, text)
            hours, minutes, seconds, milli = (int(part) for part in cue.groups())
            start = hours * 3600 + minutes * 60 + seconds + milli / 10 ** len(cue[4])
            text = ""
        elif len(text) < _MAX_CUE:
            text += " " + line
    _take(found, start, text)
    return _reading(found)


def _reading(found: _Found) -> Reading:
    rows, pairs = found.rows.array(), np.array(found.pairs).reshape(-1, 2)
    ambiguous = bool(np.isfinite(pairs).any())
    if not len(rows) or np.isnan(np.column_stack([rows[:, :9], pairs])).all():
        raise Refused("log.not_telemetry")
    reasons = ["log.height_reference_unknown"] if found.plain_altitude else []
    distances = np.array(found.distances)
    return Reading(
        kind="srt",
        rows=rows,
        local_clock=True,
        reasons=reasons,
        pairs=pairs if ambiguous else None,
        homes=np.array(found.homes).reshape(-1, 2),
        home_distance_m=distances if np.isfinite(distances).all() else None,
    )


def _take(found: _Found, start: float, text: str) -> None:
    if math.isnan(start):
        return
    values = {"offset_s": start}
    stamp = _STAMP.search(text)
    if stamp:
        values["at_s"] = moment(stamp.group())[0]
    _keyed(found, values, text)
    pairs = _Pairs()
    if "(" in text:
        pairs = _parenthesised(values, text)
    found.pairs.extend(pairs.gps)
    found.homes.extend(pairs.home)
    found.distances.append(pairs.distance)
    found.rows.add(**values)


def _parenthesised(values: dict[str, float], text: str) -> _Pairs:
    pairs = _lettered(values, text)
    pairs.distance = _measures(values, text)
    for kind, angles in _ANGLES.findall(text):
        pitch_roll_yaw = [measure(part) for part in _DEGREES.findall(angles)]
        if len(pitch_roll_yaw) == 3 and kind == "F":
            values["yaw_deg"] = pitch_roll_yaw[2]
        elif len(pitch_roll_yaw) == 3:
            values["gimbal_pitch_deg"], _, values["gimbal_yaw_deg"] = pitch_roll_yaw
    return pairs


def _keyed(found: _Found, values: dict[str, float], text: str) -> None:
    keyed = {key.lower(): value for key, value in _KEYED.findall(text)}
    for name, spellings in (("lat", _LATITUDE), ("lon", _LONGITUDE)):
        for spelling in spellings:
            if spelling in keyed:
                values[name] = number(keyed[spelling])
    for key, name in _KEYS.items():
        if key in keyed:
            values[name] = measure(keyed[key].rstrip("mM"))
    if "altitude" in keyed and "abs_alt" not in keyed:
        values["altitude_m"] = measure(keyed["altitude"])
        found.plain_altitude = True


def _lettered(values: dict[str, float], text: str) -> _Pairs:
    pairs = _Pairs()
    for name, letter, first, other, second in _PAIR.findall(text):
        told = (number(first), number(second))
        if letter and other:
            values |= _by_letter({letter: told[0], other: told[1]}) if name != "HOME" else {}
        elif name != "HOME":
            pairs.gps = told
        else:
            pairs.home = told
    return pairs


def _by_letter(told: dict[str, float]) -> dict[str, float]:
    """Return lon and lat of numbers that say E, W, N or S."""
    signs = {"E": ("lon", 1), "W": ("lon", -1), "N": ("lat", 1), "S": ("lat", -1)}
    return {signs[letter][0]: value * signs[letter][1] for letter, value in told.items()}


def _measures(values: dict[str, float], text: str) -> float:
    """Take height and speed; return the distance from home."""
    told = {name: measure(value) for name, value in _MEASURE.findall(text)}
    if "H" in told:
        values["height_agl_m"] = told["H"]
    if "H.S" in told:
        values["speed_m_s"] = told["H.S"]
    return told.get("D", math.nan)
