"""What a person gives with a step, read strictly: it comes from outside."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from geo.errors import Refused
from ledger.words import cleaned

KINDS = ("before", "after", "progress", "verify", "lookback")
MAX_FILES = 50
MAX_MEASURES = 50
MAX_DAYS = 3660
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Given:
    """The data of one step; what was not given is empty."""

    note: str = ""
    reason: str = ""
    no_position: str = ""
    """Why a photo has no position."""
    case_result: str = ""
    responsible: str = ""
    """Key of the organisation that has to act."""
    responsible_person: str = ""
    parent: str = ""
    """Number of the issue to merge into."""
    deadline_on: date | None = None
    deadline_days: int | None = None
    verifiers: tuple[int, ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()
    plan_text: str = ""
    measures: tuple[dict[str, Any], ...] = field(default=())


def read(data: Mapping[str, Any], *, kind: str) -> Given:
    """Return the data of a step.

    Parameters
    ----------
    kind : str
        What the files of this step are evidence of unless they say so themselves.

    Raises
    ------
    Refused
        ``issue.bad_data`` with the field's name.
    """
    readers: dict[str, Callable[[Any], dict[str, Any]]] = {
        "deadline_on": lambda v: {"deadline_on": _day("deadline_on", v)},
        "deadline_days": lambda v: {"deadline_days": _days(v)},
        "verifiers": lambda v: {"verifiers": _ids(v)},
        "evidence": lambda v: {"evidence": _evidence(v, kind)},
        "plan": _plan,
    }
    values: dict[str, Any] = {}
    for name, value in data.items():
        if value is None:
            continue
        if name in readers:
            values |= readers[name](value)
        elif name in _WORDS:
            values[name] = _words(name, value)
        else:
            raise _bad(str(name))
    return Given(**values)


_WORDS = {
    "note": 2000,
    "reason": 2000,
    "no_position": 500,
    "case_result": 2000,
    "responsible": 64,
    "responsible_person": 64,
    "parent": 32,
}


def _bad(name: str) -> Refused:
    return Refused("issue.bad_data", field=cleaned(name, 64))


def _words(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _bad(name)
    return cleaned(value, _WORDS[name])


def _day(name: str, value: Any) -> date:
    if isinstance(value, datetime):
        raise _bad(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _bad(name) from None


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise _bad("deadline_days")
    return value


def _ids(value: Any) -> tuple[int, ...]:
    whole = isinstance(value, Sequence) and not isinstance(value, str) and len(value) <= MAX_FILES
    if not whole or not all(isinstance(i, int) and 0 < i < 2**31 for i in value):
        raise _bad("verifiers")
    return tuple(dict.fromkeys(value))


def _many(name: str, value: Any, limit: int) -> Sequence[Mapping[str, Any]]:
    whole = isinstance(value, Sequence) and not isinstance(value, str) and len(value) <= limit
    if not whole or not all(isinstance(entry, Mapping) for entry in value):
        raise _bad(name)
    return list(value)


def _evidence(value: Any, kind: str) -> tuple[dict[str, Any], ...]:
    return tuple(_file(entry, kind) for entry in _many("evidence", value, MAX_FILES))


def _file(entry: Mapping[str, Any], kind: str) -> dict[str, Any]:
    sha256, said = str(entry.get("sha256", "")), entry.get("kind", kind)
    if not SHA256.fullmatch(sha256) or said not in KINDS:
        raise _bad("evidence")
    found: dict[str, Any] = {"sha256": sha256, "kind": said, "mime": cleaned(entry.get("mime"), 64)}
    if name := cleaned(entry.get("filename"), 255):
        found["filename"] = name
    if (taken_at := entry.get("taken_at")) is not None:
        found["taken_at"] = _moment(taken_at)
    if (measure := entry.get("measure")) is not None:
        found["measure"] = _measure(measure)
    if entry.get("lon") is not None or entry.get("lat") is not None:
        found |= {"lon": _degrees(entry.get("lon"), 180), "lat": _degrees(entry.get("lat"), 90)}
    return found


def _moment(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _bad("evidence") from None
    if moment.tzinfo is None:
        raise _bad("evidence")
    return moment.isoformat()


def _measure(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_MEASURES:
        raise _bad("evidence")
    return value


def _degrees(value: Any, limit: float) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or abs(value) > limit:
        raise _bad("evidence")
    return round(float(value), 7)


def _plan(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _bad("plan")
    rows = _many("plan", value.get("measures", ()), MAX_MEASURES)
    measures = [
        {
            "no": n,
            "text": cleaned(row.get("text"), 1000),
            "due_on": _day("plan", row.get("due_on")).isoformat(),
        }
        for n, row in enumerate(rows, 1)
    ]
    return {"plan_text": cleaned(value.get("text"), 5000), "measures": tuple(measures)}
