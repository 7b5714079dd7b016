"""What an evidence sheet is made from. None is printed as "not known", never left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from geo.coverage import Shape
from geo.crs import LonLat

type Words = str | Mapping[str, str]
"""One text for both languages, or ``{"zh": …, "en": …}``."""

type Code = str | tuple[str, Mapping[str, object]]
"""A code of the message catalogue, with its parameters where it has any."""


@dataclass(frozen=True, kw_only=True)
class FindingFacts:
    """What is suspected, and how well it was seen.

    ``origin`` is machine or person (drawn by hand). Fractions are 0 to 1.
    """

    code: str
    title: Words
    state: Words
    confirmed: bool
    origin: Literal["machine", "person"] = "machine"
    rule: str = ""
    area_m2: float | None = None
    distance_m: float | None = None
    confidence: float | None = None
    assessed_fraction: float | None = None
    smallest_object_m: float | None = None
    detector: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where: all WGS-84. ``anchor`` is the inlet or intake that distances are counted from."""

    station: Words
    station_code: str
    anchor: LonLat
    anchor_kind: Literal["inlet", "intake", "station"]
    finding: Shape
    zones: tuple[Shape, ...] = ()
    footprint: Shape | None = None
    rings_m: tuple[float, ...] = (20.0, 50.0, 100.0)


@dataclass(frozen=True, kw_only=True)
class FrameFacts:
    """The photo's place, pose and time. ``placed_by``: gps, log, ties, hand, neighbours or ""."""

    name: str
    taken_at: datetime | None = None
    lonlat: LonLat | None = None
    height_m: float | None = None
    altitude_m: float | None = None
    yaw_deg: float | None = None
    pitch_deg: float | None = None
    roll_deg: float | None = None
    gsd_m: float | None = None
    gsd_worst_m: float | None = None
    accuracy_m: float | None = None
    placed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class FlightFacts:
    """The flight's record. ``can_be_evidence`` false prints a warning across the sheet."""

    number: str
    can_be_evidence: bool
    pilot: str = ""
    licence: str = ""
    aircraft: str = ""
    registration: str = ""
    approval: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    max_height_m: float | None = None
    weather: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture from our own store: JPEG, PNG or WebP bytes.

    ``kind``: ``crop`` (now), ``baseline`` (before), ``frame`` (the whole photo). ``outline`` are
    polygons in the picture's own pixels (x right, y down); ``caption`` may say what is to be seen.
    """

    kind: Literal["crop", "baseline", "frame"]
    data: bytes
    outline: tuple[tuple[tuple[float, float], ...], ...] = ()
    caption: Words = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who did what and when; ``what`` in words."""

    at: datetime
    who: str
    what: Words
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Hash:
    """The SHA-256 of a file behind the sheet; ``what`` says which."""

    what: Words
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SheetData:
    """All that a sheet shows. Times must be aware; they are printed at ``utc_offset_h``."""

    number: str
    made_at: datetime
    made_by: str
    finding: FindingFacts
    place: Place
    frame: FrameFacts | None = None
    flight: FlightFacts | None = None
    pictures: tuple[Picture, ...] = ()
    decisions: tuple[Decision, ...] = ()
    not_seen: tuple[Code, ...] = ()
    hashes: tuple[Hash, ...] = ()
    utc_offset_h: float = 8.0
