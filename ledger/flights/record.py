"""The flight record (飞行记录): who flew what, where that was allowed, in which weather."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain
from ledger.flights import checks
from ledger.models import Flight, User
from ledger.words import cleaned

AIRSPACES = ("suitable", "controlled")
PERSONAL = ("pilot", "licence")
"""Fields of which the record of decisions keeps a digest only."""


def _text(limit: int) -> Callable[[str, Any], str | None]:
    def parse(field: str, value: Any) -> str | None:
        if not isinstance(value, str):
            raise _wrong(field, value, f"≤ {limit}")
        return cleaned(value, limit).replace("\n", " ") or None

    return parse


def _number(low: float, high: float) -> Callable[[str, Any], float | None]:
    def parse(field: str, value: Any) -> float | None:
        if value == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if isinstance(value, bool) or not low <= number <= high:
            raise _wrong(field, value, f"{low:g}–{high:g}")
        return number

    return parse


def _airspace(field: str, value: Any) -> str | None:
    if value == "":
        return None
    if value not in AIRSPACES:
        raise _wrong(field, value, {"zh": "适飞空域或管制空域", "en": " / ".join(AIRSPACES)})
    return str(value)


FIELDS: Mapping[str, Callable[[str, Any], Any]] = {
    "pilot": _text(64),
    "licence": _text(64),
    "aircraft": _text(128),
    "registration": _text(64),
    "airspace": _airspace,
    "uom_number": _text(64),
    "weather": _text(255),
    "wind_m_s": _number(0, 60),
    "permitted_height_m": _number(1, 6000),
    "approval_number": _text(64),
}
"""Field -> how its value is read; None and blanks clear a field."""
LABELS: Mapping[str, Mapping[str, str]] = {
    "pilot": {"zh": "飞手姓名", "en": "Pilot's name"},
    "licence": {"zh": "执照号", "en": "Licence number"},
    "aircraft": {"zh": "机型", "en": "Aircraft"},
    "registration": {"zh": "实名登记号", "en": "Registration number"},
    "airspace": {"zh": "空域", "en": "Airspace"},
    "uom_number": {"zh": "UOM 编号", "en": "UOM number"},
    "weather": {"zh": "天气", "en": "Weather"},
    "wind_m_s": {"zh": "风速（m/s）", "en": "Wind (m/s)"},
    "permitted_height_m": {"zh": "允许真高（m）", "en": "Permitted true height (m)"},
    "approval_number": {"zh": "超高批件号", "en": "Approval number"},
}
"""Field -> its words in refusals, as forms name it."""


def save_record(
    session: Session,
    flight: Flight,
    values: Mapping[str, Any],
    *,
    actor: User,
    version: int,
) -> list[str]:
    """Fill in fields of a flight's record and return the checks that follow from it.

    What is not in ``values`` stays. Saying again what the record holds changes nothing, at
    whatever version.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``flight.changed``: somebody else saved since ``version``.
    Refused
        ``flight.unknown_field``, ``flight.wrong_field``.
    """
    if not access.can(actor, "flight.edit", flight):
        raise Forbidden("review.not_allowed")
    session.refresh(flight, with_for_update=True)
    changes = _changes(flight.record, _parsed(values))
    if not changes:
        return checks.recheck(session, flight)
    if flight.version != version:
        raise Conflict("flight.changed")
    kept = {**flight.record, **changes}
    flight.record = {field: kept[field] for field in FIELDS if kept.get(field) is not None}
    flight.version += 1
    found = checks.recheck(session, flight)
    payload = {"flight": flight.id, "version": flight.version, "fields": _recorded(changes)}
    chain.append(
        session,
        actor=actor,
        action="flight_record",
        from_state=None,
        to_state=None,
        payload=payload | {"checks": found},
    )
    return found


def _parsed(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(FIELDS))
    if unknown:
        raise Refused("flight.unknown_field", field=cleaned(unknown[0], 64))
    return {
        field: None if value is None else FIELDS[field](field, value)
        for field, value in values.items()
    }


def _changes(before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if before.get(field) != value}


def _recorded(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes as they may stand for ever: of personal ones only the digest."""
    return {
        field: chain.digest(value) if field in PERSONAL and value is not None else value
        for field, value in changes.items()
    }


def _wrong(field: str, value: Any, expected: str | Mapping[str, str]) -> Refused:
    told = {"key": field, "value": cleaned(value, 80), "expected": expected}
    return Refused("flight.wrong_field", field=LABELS[field], **told)
