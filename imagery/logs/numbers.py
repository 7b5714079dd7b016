"""Numbers and moments as logs write them: plain digits, bounded, finite."""

from __future__ import annotations

import calendar
import math
import re

from imagery.logs.table import UNREADABLE

_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,16}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?"
)
_ISO = re.compile(
    r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)[T ]{1,2}(\d\d?):(\d\d):(\d\d)(?:[.,](\d{1,9})(?:,(\d{3}))?)?"
    r"[ ]?(Z|UTC|[+-]\d\d:?\d\d)?"
)


def number(text: str) -> float:
    """Return a number; NaN for no text, infinity (``UNREADABLE``) for text that is none."""
    text = text.strip()[:64]
    if not text:
        return math.nan
    return float(text) if _NUMBER.fullmatch(text) else UNREADABLE


def measure(text: str) -> float:
    """Return a number of no vital use: what cannot be read is unknown."""
    value = number(text)
    return value if math.isfinite(value) else math.nan


def moment(text: str) -> tuple[float, bool]:
    """Return seconds since 1970 and whether a zone was named; NaN for no moment.

    Takes ISO 8601 and its relatives ``2017.08.05 14:11:51`` and ``2022-08-07 13:40:40,774,808``
    (milli- and microseconds).
    """
    match = _ISO.fullmatch(text.strip()[:48])
    if not match:
        return math.nan, False
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if not (year >= 1970 and 1 <= month <= 12 and hour < 24 and minute < 60):
        return math.nan, False
    if second > 60 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return math.nan, False
    whole = calendar.timegm((year, month, day, hour, minute, second))
    digits = (match[7] or "") + (match[8] or "")
    return whole + (float("0." + digits) if digits else 0.0) - _shift(match[9]), bool(match[9])


def _shift(zone: str | None) -> float:
    if not zone or zone in {"Z", "UTC"}:
        return 0.0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return float(-seconds if zone[0] == "-" else seconds)
