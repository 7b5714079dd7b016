"""ArduPilot's .BIN (dataflash), by pymavlink: the estimator's positions, else the receiver's."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.logs import foreign
from imagery.logs.request import Request
from imagery.logs.table import Reading, Rows

_HEAD = b"\xa3\x95"
_FMT = 0x80
_FMT_BYTES = 89
_MOST_JUNK = 2**16
_LEAST_FIX = 3
_YEAR_2000_S = 946_684_800.0


def read(request: Request) -> Reading:
    """Read the positions of an ArduPilot log.

    Raises
    ------
    Refused
        ``log.damaged``, ``log.no_position``.
    """
    junk = _walked(request.path)
    with foreign.guarded("DataFlash"):
        reader = foreign.module("pymavlink.DFReader").DFReader_binary(str(request.path), False)
        name = next((name for name in ("POS", "GPS") if name in reader.name_to_id), "")
        if not name:
            raise Refused("log.no_position")
        if not reader.counts[reader.name_to_id[name]]:
            name = "GPS"
        rows, no_fix = _rows(reader, name)
    reasons = ["log.truncated"] if junk else []
    return Reading(kind="bin", rows=rows.array(), no_fix=np.array(no_fix, bool), reasons=reasons)


def _walked(path: Path) -> int:
    """Walk from message to message; return how many bytes belong to none.

    Raises
    ------
    Refused
        ``log.damaged`` past 64 kB of them: the parser would print a line for each.
    """
    lengths = {_FMT: _FMT_BYTES}
    data = memoryview(path.read_bytes()) if path.stat().st_size < 2**24 else _mapped(path)
    place = junk = 0
    while place + 3 <= len(data):
        length = lengths.get(data[place + 2], 0) if bytes(data[place : place + 2]) == _HEAD else 0
        if length:
            if data[place + 2] == _FMT and place + 5 <= len(data):
                _define(lengths, data[place + 3], data[place + 4])
            place += length
            continue
        place, junk = place + 1, junk + 1
        if junk > _MOST_JUNK:
            raise Refused("log.damaged", where="DataFlash")
    return junk + max(0, place - len(data))


def _define(lengths: dict[int, int], kind: int, length: int) -> None:
    """Learn a message's length; one without a head, or of two lengths, sends the parser round."""
    if length < len(_HEAD) + 1 or lengths.setdefault(kind, length) != length:
        raise Refused("log.damaged", where="DataFlash")


def _mapped(path: Path) -> memoryview:
    return memoryview(np.memmap(path, np.uint8, "r")).cast("B")


def _rows(reader: Any, name: str) -> tuple[Rows, list[bool]]:
    rows, no_fix = Rows(), []
    fix, latest = _LEAST_FIX, dict[str, float]()
    while (message := reader.recv_match(type=["GPS", name, "ATT", "MNT"])) is not None:
        kind = message.get_type()
        told = message.to_dict()
        if told.get("I", 0) not in {0, "0"}:
            continue
        if kind == "GPS":
            fix = int(told.get("Status", fix))
        if kind == "ATT":
            latest["yaw_deg"] = _number(told.get("Yaw"))
        elif kind == "MNT" and any(_number(told.get(name)) for name in ("Roll", "Pitch", "YawB")):
            latest["gimbal_pitch_deg"] = _number(told.get("Pitch"))
            latest["gimbal_yaw_deg"] = _number(told.get("YawE"))
        elif kind == name:
            rows.add(**_placed(told, float(message._timestamp)), **latest)  # noqa: SLF001  (its only name)
            no_fix.append(fix < _LEAST_FIX)
    return rows, no_fix


def _placed(told: dict[str, Any], stamp: float) -> dict[str, float]:
    milli = _number(told.get("TimeMS", told.get("T"))) * 1e3
    return {
        "at_s": stamp if stamp > _YEAR_2000_S else math.nan,
        "lon": _number(told.get("Lng")),
        "lat": _number(told.get("Lat")),
        "altitude_m": _number(told.get("Alt")),
        "height_agl_m": _number(told.get("RelHomeAlt", told.get("RelAlt"))),
        "speed_m_s": _number(told.get("Spd")),
        "offset_s": (_number(told.get("TimeUS")) if "TimeUS" in told else milli) / 1e6,
    }


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
