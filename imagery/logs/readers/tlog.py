"""A ground station's .tlog: MAVLink frames, each after the time it came in at.

The frames are told apart here (mavlink.io, "Packet Serialization"); those of use are decoded and
their checksums proven by pymavlink.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.logs import foreign
from imagery.logs.request import Request
from imagery.logs.sniff import frame_bytes
from imagery.logs.table import Reading, Rows

_GPS_RAW, _POSITION, _MOUNT_ANGLES, _GIMBAL = 24, 33, 265, 285
_WANTED = {_GPS_RAW, _POSITION, _MOUNT_ANGLES, _GIMBAL}
_LEAST_FIX = 3
_UNKNOWN_HEADING = 65535
_MOST_JUNK = 2**20


@dataclass
class _Aircraft:
    """What one system of the link has said."""

    rows: Rows = field(default_factory=Rows)
    no_fix: list[bool] = field(default_factory=list)
    fix: int = _LEAST_FIX
    gimbal: dict[str, float] = field(default_factory=dict)


def read(request: Request) -> Reading:
    """Read the positions of a telemetry log; of several aircraft the one with most of them.

    Raises
    ------
    Refused
        ``log.damaged``, ``log.no_position``.
    """
    found: dict[int, _Aircraft] = {}
    spoiled = Counter[str]()
    with foreign.guarded("MAVLink"):
        dialect = foreign.module("pymavlink.dialects.v20.ardupilotmega")
        link = dialect.MAVLink(None)
        for stamp, system, frame in _frames(request.path, spoiled):
            try:
                message = link.decode(bytearray(frame))
            except dialect.MAVError:
                spoiled["frames"] += 1
                continue
            _heard(found.setdefault(system, _Aircraft()), stamp, message)
    flown = sorted(found.values(), key=lambda aircraft: len(aircraft.rows), reverse=True)
    if not flown or not len(flown[0].rows):
        raise Refused("log.no_position")
    reasons = ["log.truncated"] if spoiled else []
    if len(flown) > 1 and len(flown[1].rows):
        reasons.append("log.other_aircraft")
    no_fix = np.array(flown[0].no_fix, bool)
    return Reading(kind="tlog", rows=flown[0].rows.array(), no_fix=no_fix, reasons=reasons)


def _frames(path: Path, spoiled: Counter[str]) -> Iterator[tuple[float, int, bytes]]:
    """Yield time, system and bytes of every frame of use."""
    data = np.memmap(path, np.uint8, "r")
    view, place = memoryview(data), 0
    while place + 18 <= len(view):
        magic = view[place + 8]
        if magic not in {0xFE, 0xFD}:
            place += 1
            spoiled["bytes"] += 1
            if spoiled["bytes"] > _MOST_JUNK:
                raise Refused("log.damaged", where="MAVLink")
            continue
        start, end = place + 8, place + 8 + frame_bytes(bytes(view[place + 8 : place + 11]))
        if end > len(view):
            break
        old = magic == 0xFE
        number = view[start + 5] if old else int.from_bytes(view[start + 7 : start + 10], "little")
        if number in _WANTED:
            stamp = int.from_bytes(view[place:start], "big") / 1e6
            yield stamp, view[start + (3 if old else 5)], bytes(view[start:end])
        place = end
    if place < len(view):
        spoiled["end"] += 1


def _heard(aircraft: _Aircraft, stamp: float, message: Any) -> None:
    number = message.get_msgId()
    if number == _GPS_RAW:
        aircraft.fix = int(message.fix_type)
    elif number == _POSITION:
        aircraft.rows.add(**_placed(message, stamp), **aircraft.gimbal)
        aircraft.no_fix.append(aircraft.fix < _LEAST_FIX)
    else:
        aircraft.gimbal = _pointing(number, message)


def _placed(message: Any, stamp: float) -> dict[str, float]:
    known = message.hdg != _UNKNOWN_HEADING
    return {
        "at_s": stamp,
        "lon": message.lon / 1e7,
        "lat": message.lat / 1e7,
        "altitude_m": message.alt / 1e3,
        "height_agl_m": message.relative_alt / 1e3,
        "speed_m_s": math.hypot(message.vx, message.vy) / 100,
        "yaw_deg": message.hdg / 100 if known else math.nan,
    }


def _pointing(number: int, message: Any) -> dict[str, float]:
    """Return where the camera looks; MOUNT_STATUS counts from the airframe and is of no use.

    Aircraft without a gimbal report a mount whose angles are all zero: that says nothing. A yaw
    from north came later than the message and is zero where it is not sent.
    """
    if number == _MOUNT_ANGLES:
        yaw = message.yaw_absolute or math.nan
        moves = any((message.roll, message.pitch, message.yaw))
        return {"gimbal_pitch_deg": message.pitch, "gimbal_yaw_deg": yaw} if moves else {}
    w, x, y, z = message.q
    sine = 2 * (w * y - z * x)
    return {"gimbal_pitch_deg": math.degrees(math.asin(sine))} if abs(sine) <= 1 else {}
