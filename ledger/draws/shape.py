"""What a draw's file consists of; a field that is missing, unknown or of another kind is named.

``shape.json`` is the table; ``static/js/draws/shape.js`` holds the same one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ledger.draws.canon import Difference

MOST = 10_000
"""The largest count: weights and quotients stay small."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@cache
def shape() -> Any:
    """Return the table."""
    return json.loads((Path(__file__).parent / "shape.json").read_text("utf-8"))


def check(value: Any, wanted: Any, path: str = "") -> None:
    """Hold a value against the table.

    Raises
    ------
    Difference
        Names the first field, in the table's order, that does not fit.
    """
    if isinstance(wanted, str):
        if not _SCALARS[wanted](value):
            raise Difference(path, "shape")
    elif "maybe" in wanted:
        if value is not None:
            check(value, wanted["maybe"], path)
    elif "list" in wanted:
        if not isinstance(value, list):
            raise Difference(path, "shape")
        for n, item in enumerate(value):
            check(item, wanted["list"], f"{path}[{n}]")
    else:
        _fields(value, wanted["fields"], path)


def _fields(value: Any, wanted: Mapping[str, Any], path: str) -> None:
    if not isinstance(value, dict):
        raise Difference(path, "shape")
    for name, kind in wanted.items():
        here = f"{path}.{name}" if path else name
        if name not in value:
            raise Difference(here, "missing")
        check(value[name], kind, here)
    if unknown := sorted(set(value) - set(wanted)):
        raise Difference(f"{path}.{unknown[0]}" if path else unknown[0], "unknown")


def _number(low: int, high: int = MOST) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def _dated(pattern: re.Pattern[str], read: Callable[[str], object]) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            return False
        try:
            read(value)
        except ValueError:
            return False
        return True

    return fits


_SCALARS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda v: isinstance(v, str),
    "flag": lambda v: isinstance(v, bool),
    "hash": lambda v: isinstance(v, str) and bool(re.fullmatch(r"[0-9a-f]{64}", v)),
    "count": _number(0),
    "positive": _number(1),
    "percent": _number(1, 100),
    "date": _dated(_DATE, date.fromisoformat),
    "moment": _dated(_MOMENT, datetime.fromisoformat),
}
