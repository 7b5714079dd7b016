"""What a KML document holds: tracks, lines, places, and whether it is DJI's mission (WPML)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import IO

from imagery.logs import xml
from imagery.logs.numbers import measure, moment, number
from imagery.logs.table import Rows

_WORD = re.compile(r"\S+")
_MISSION = {"missionConfig", "executeHeight", "waylineId"}
_RELATIVE = {"relativeToGround", "relativeToStartPoint"}


@dataclass
class Found:
    """Points of each kind of a KML; ``zoneless`` when a time named no zone."""

    track: Rows = field(default_factory=Rows)
    line: Rows = field(default_factory=Rows)
    timed: Rows = field(default_factory=Rows)
    places: Rows = field(default_factory=Rows)
    mission: bool = False
    zoneless: bool = False


@dataclass
class _Place:
    """One placemark while it is read."""

    whens: list[float] = field(default_factory=list)
    coords: list[list[str]] = field(default_factory=list)
    angles: list[float] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    mode: str = ""
    height: float = math.nan
    has_track: bool = False


def parse(file: IO[bytes]) -> Found:
    """Read a KML or WPML document.

    Raises
    ------
    Refused
        ``log.xml_refused``, ``log.too_many_points``.
    """
    found, place, shapes = Found(), _Place(), list[str]()
    for begins, name, _, text in xml.events(file):
        if begins and name == "Placemark":
            place, shapes = _Place(), []
        elif begins and name in {"Point", "LineString", "Track"}:
            shapes.append(name)
            place.has_track = place.has_track or name == "Track"
        elif not begins and name == "Placemark":
            _take(found, place)
            place = _Place()
        elif not begins:
            _element(found, place, name, text, shapes[-1] if shapes else "")
    return found


def _element(found: Found, place: _Place, name: str, text: str, shape: str) -> None:
    if name == "coordinates" and shape:
        place.texts.append((shape, text))
    elif name == "coord":
        place.coords.append(text.split(maxsplit=3)[:3])
    elif name == "when":
        at, zoned = moment(text)
        place.whens.append(at)
        found.zoneless = found.zoneless or not (zoned or math.isnan(at))
    elif name == "angles":
        place.angles.append(measure(text.split(maxsplit=1)[0] if text.strip() else ""))
    elif name == "altitudeMode":
        place.mode = text.strip()[:40]
    elif name in {"executeHeight", "height"}:
        place.height = measure(text)
    found.mission = found.mission or name in _MISSION


def _take(found: Found, place: _Place) -> None:
    for count, parts in enumerate(place.coords):
        values = _values(parts, place)
        values["at_s"] = place.whens[count] if count < len(place.whens) else math.nan
        values["yaw_deg"] = place.angles[count] if count < len(place.angles) else math.nan
        found.track.add(**values)
    for shape, text in place.texts:
        for word in _WORD.finditer(text):
            values = _values(word.group().split(",", 3)[:3], place)
            if shape == "LineString":
                found.line.add(**values)
            elif place.whens:
                found.timed.add(at_s=place.whens[0], **values)
            else:
                found.places.add(**values)


def _values(parts: list[str], place: _Place) -> dict[str, float]:
    """Return lon, lat and the height by its mode of ``lon,lat[,height]``."""
    told = [*parts, "", "", ""]
    values = {"lon": number(told[0]), "lat": number(told[1])}
    if not math.isnan(place.height):
        values["height_agl_m"] = place.height
    elif place.mode in _RELATIVE:
        values["height_agl_m"] = measure(told[2])
    elif place.mode == "absolute":
        values["altitude_m"] = measure(told[2])
    return values
