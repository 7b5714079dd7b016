"""Child task "log": reads one flight log by its dialect and leaves out what was not flown."""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.limits import OnStage
from imagery.logs import order as orders
from imagery.logs import table
from imagery.logs.cleaning import Cleaned, assumed_zone_s, clean
from imagery.logs.request import Request
from imagery.logs.table import Array, Reading

_READERS = {
    "srt": "srt",
    "gpx": "gpx",
    "kml": "kml",
    "kmz": "kmz",
    "ulg": "ulg",
    "bin": "dataflash",
    "tlog": "tlog",
    "csv": "csv_log",
    "plan": "qgc_plan",
    "waypoints": "waypoints",
}


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write the points to ``params["table"]`` (rows of float64); return what else was found."""
    on_stage("log", 0)
    reader = importlib.import_module(f"imagery.logs.readers.{_READERS[params['kind']]}")
    request = Request(path=Path(params["source"]), filename=params["filename"])
    reading: Reading = reader.read(request)
    asked: dict[str, list[float]] = {}
    if reading.pairs is not None:
        asked = _ordered(reading, params["order"])
    cleaned = _unplaced(reading, asked) if asked else clean(reading, now_s=time.time())
    _check_left(cleaned, asked or reading.kind == "plan")
    Path(params["table"]).write_bytes(cleaned.rows.astype("<f8").tobytes())
    on_stage("log", 100)
    return {
        "kind": reading.kind,
        "flown": reading.flown,
        "dropped": cleaned.dropped,
        "started_s": cleaned.started_s,
        "ended_s": cleaned.ended_s,
        "reasons": list(dict.fromkeys([*_told(reading, asked), *cleaned.reasons])),
        "asked": asked,
    }


def _ordered(reading: Reading, order: str | None) -> dict[str, list[float]]:
    """Fill lon and lat in by the one order that is possible or was told; else return what to ask.

    Raises
    ------
    Refused
        ``log.order_disproved`` when a person's answer contradicts the log.
    """
    out = orders.disproved(reading)
    assert reading.pairs is not None  # noqa: S101  (asked by the caller)
    if order in out and len(out) == 1:
        raise Refused("log.order_disproved", order=order)
    possible = [known for known in (orders.LONLAT, orders.LATLON) if known not in out]
    chosen = order or (possible[0] if len(possible) == 1 else None)
    if chosen is None:
        first = reading.pairs[np.isfinite(reading.pairs).all(axis=1)][:1]
        return {known: orders.swapped(first, known)[0].tolist() for known in ("lonlat", "latlon")}
    named = np.isnan(reading.pairs).all(axis=1)
    reading.rows[~named, table.LON : table.LAT + 1] = orders.swapped(reading.pairs, chosen)[~named]
    return {}


def _unplaced(reading: Reading, asked: dict[str, list[float]]) -> Cleaned:
    """Return a log without points: its times only, and those only if both orders give one zone."""
    zones = {assumed_zone_s((place[0], place[1])) for place in asked.values()}
    times = reading.rows[:, table.AT]
    times = times[np.isfinite(times)]
    started = ended = None
    if len(zones) == 1 and len(times):
        started, ended = float(times.min() - min(zones)), float(times.max() - min(zones))
    missing = _without_pair(reading)
    return Cleaned(
        rows=np.empty((0, len(table.COLUMNS))),
        dropped={"log.no_position": missing} if missing else {},
        started_s=started,
        ended_s=ended,
        reasons=[*reading.reasons, *(["log.zone_assumed"] if started is not None else [])],
    )


def _without_pair(reading: Reading) -> int:
    pairs: Array = np.empty((0, 2)) if reading.pairs is None else reading.pairs
    return int((~np.isfinite(pairs).all(axis=1)).sum())


def _check_left(cleaned: Cleaned, may_be_empty: object) -> None:
    """Refuse a log whose every position is unusable, and one that has neither place nor time.

    Raises
    ------
    Refused
        ``log.nothing_usable`` with the count, ``log.no_position``.
    """
    if len(cleaned.rows) or may_be_empty:
        return
    bad = sum(count for code, count in cleaned.dropped.items() if code != "log.no_position")
    if bad:
        raise Refused("log.nothing_usable", count=bad)
    if cleaned.started_s is None:
        raise Refused("log.no_position")


def _told(reading: Reading, asked: dict[str, list[float]]) -> list[str]:
    if asked:
        return ["log.ambiguous_order"]
    if reading.kind == "plan":
        return ["log.not_flown", *([] if len(reading.rows) else ["log.no_position"])]
    return [] if reading.flown else ["log.no_track"]
