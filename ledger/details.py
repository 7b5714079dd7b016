"""What people say about a file they bring in, checked: station, time, bands, scale.

The same parser serves tus metadata, the command line and later corrections.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import imagery_messages  # noqa: F401  (registers the texts of upload.*)
from ledger.models import Flight, Station
from ledger.models.base import now as real_now

SCENE_KINDS = ("satellite", "orthomosaic", "aerial")
FLIGHT_KINDS = ("card", "photo")
BAND_ROLES = (
    "coastal",
    "blue",
    "green",
    "red",
    "rededge705",
    "rededge740",
    "rededge783",
    "nir",
    "nir08",
    "swir16",
    "swir22",
    "vv",
    "vh",
)
"""Band names of DESIGN.md §8."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_SLACK = timedelta(hours=26)
"""A local time given as UTC may look up to 14 h ahead; a day more is a wrong date."""


def parsed(session: Session, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return declared details as plain JSON values; empty ones are left out.

    Parameters
    ----------
    raw : mapping
        Values as text (tus metadata, command line) or as JSON values.

    Raises
    ------
    Refused
        ``upload.unknown_detail``, ``upload.wrong_detail``, ``upload.unknown_station``,
        ``upload.unknown_flight``, ``upload.future_date``, ``upload.no_station``.
    """
    details: dict[str, Any] = {}
    for field, value in raw.items():
        parse = _PARSERS.get(field)
        if parse is None:
            raise Refused("upload.unknown_detail", field=field[:64])
        if value is not None and value != "":
            details[field] = parse(field, value)
    _check_subject(session, details)
    return details


def taken_at(details: Mapping[str, Any]) -> datetime | None:
    """Return the declared capture time of parsed details."""
    text = details.get("taken_at")
    return datetime.fromisoformat(text) if text else None


def stations_by_code(session: Session, codes: list[str]) -> list[Station]:
    """Return the stations of ``codes`` in their order or refuse the first unknown one."""
    rows = session.scalars(select(Station).where(Station.code.in_(codes)))
    known = {station.code: station for station in rows}
    for code in codes:
        if code not in known:
            raise Refused("upload.unknown_station", value=code[:64])
    return [known[code] for code in dict.fromkeys(codes)]


def _check_subject(session: Session, details: dict[str, Any]) -> None:
    if code := details.get("station"):
        stations_by_code(session, [code])
    if (flight := details.get("flight")) and session.get(Flight, flight) is None:
        raise Refused("upload.unknown_flight", value=flight)
    of_a_flight = details.get("source_kind") in FLIGHT_KINDS
    if of_a_flight and not ("station" in details or "flight" in details):
        raise Refused("upload.no_station")


def _wrong(field: str, value: Any, expected: str) -> Refused:
    return Refused("upload.wrong_detail", field=field, value=str(value)[:80], expected=expected)


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 64:
        raise _wrong(field, value, "text")
    return value.strip()


def _kind(field: str, value: Any) -> str:
    if value not in SCENE_KINDS + FLIGHT_KINDS:
        raise _wrong(field, value, " | ".join(SCENE_KINDS + FLIGHT_KINDS))
    return str(value)


def _moment(field: str, value: Any) -> str:
    moment = value if isinstance(value, datetime) else None
    with suppress(ValueError):
        moment = moment or datetime.fromisoformat(str(value))
    if moment is None or moment.tzinfo is None:
        raise _wrong(field, value, "2018-07-23T11:00:00+00:00")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # before the year 1 or after 9999 in UTC
        raise _wrong(field, value, "2018-07-23T11:00:00+00:00") from None
    if moment > real_now() + CLOCK_SLACK:
        raise Refused("upload.future_date", value=moment.isoformat())
    if moment < EARLIEST:
        raise _wrong(field, value, "> 1970")
    return moment.isoformat()


def _flag(field: str, value: Any) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if str(value).lower() not in known:
        raise _wrong(field, value, "true | false")
    return known[str(value).lower()]


def _number(field: str, value: Any) -> float:
    number = math.nan
    with suppress(TypeError, ValueError):
        number = float(value)
    if isinstance(value, bool) or not math.isfinite(number) or (field == "scale" and number == 0):
        raise _wrong(field, value, "0.0001")
    return number


def _whole(field: str, value: Any) -> int:
    number = 0
    with suppress(TypeError, ValueError):
        number = int(value)
    if isinstance(value, (bool, float)) or not 1 <= number <= 2**31 - 1:
        raise _wrong(field, value, "1, 2, 3 …")
    return number


def _bands(field: str, value: Any) -> dict[str, int]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise _wrong(field, value, '{"green": 2, "nir": 4}') from None
    if not isinstance(value, Mapping):
        raise _wrong(field, value, '{"green": 2, "nir": 4}')
    named = {str(role).strip().lower(): number for role, number in value.items()}
    if not set(named) <= set(BAND_ROLES) or len(named) < len(value):
        raise _wrong(field, value, " ".join(BAND_ROLES))
    return {role: _whole(f"{field}.{role}", number) for role, number in named.items()}


_PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "station": _text,
    "source_kind": _kind,
    "taken_at": _moment,
    "baseline": _flag,
    "bands": _bands,
    "scale": _number,
    "offset": _number,
    "cloud_band": _whole,
    "flight": _whole,
}
