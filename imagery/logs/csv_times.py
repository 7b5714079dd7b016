"""The clock of a CSV flight log: one column or two, numbers since 1970, dates of either order."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Sequence

from imagery.logs.columns import Columns
from imagery.logs.numbers import measure, moment

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d\d?[-/.]\d\d?")
_TIME = re.compile(r"(\d{1,2}):(\d\d):(\d\d(?:\.\d{1,6})?)\s?([AaPp][Mm])?")
_SINCE_1970 = ((1e8, 4e9, 1.0), (1e11, 4e12, 1e-3), (1e14, 4e15, 1e-6))
"""Seconds, milliseconds and microseconds cannot be mistaken for one another since 1973."""
MONTH_FIRST, DAY_FIRST, UNKNOWN = "month", "day", ""


class Clock:
    """Reads moments of one log's rows; ``reasons`` and ``zoned`` are known from the start."""

    def __init__(self, columns: Columns, cells: Sequence[Sequence[str]]) -> None:
        self._stamp, self._day = columns.stamp, columns.day
        stamps = [self._text(row) for row in cells]
        self.zoned = any(_is_zoned(text) for text in stamps[:100])
        self._order = day_order(stamps)
        dated = any(_DAY.match(text) for text in stamps[:100])
        self.reasons = ["log.date_ambiguous"] if dated and self._order == UNKNOWN else []

    def moment(self, row: Sequence[str]) -> float:
        """Return seconds since 1970 of one row, NaN where they are not known."""
        text = self._text(row)
        at, _ = moment(text)
        return at if not math.isnan(at) else _since_1970(text) or self._dated(text)

    def _text(self, row: Sequence[str]) -> str:
        """Return date and time, from one column or from two."""
        parts = [
            row[n].strip()[:40] for n in (self._day, self._stamp) if n is not None and n < len(row)
        ]
        if len(parts) == 2 and (_YEAR_FIRST.match(parts[1]) or _DAY.match(parts[1])):
            return parts[1]
        return " ".join(parts)

    def _dated(self, text: str) -> float:
        day, time = _DAY.match(text), _TIME.search(text)
        if not day or not time or self._order == UNKNOWN:
            return math.nan
        first, second, year = (int(part) for part in day.groups())
        month, number = (first, second) if self._order == MONTH_FIRST else (second, first)
        if not (1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]):
            return math.nan
        midnight = calendar.timegm((year, month, number, 0, 0, 0))
        return midnight + _time_of_day(*time.groups())


def _time_of_day(hour: str, minute: str, second: str, half: str | None) -> float:
    hours = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    if hours > 23 or int(minute) > 59:
        return math.nan
    return hours * 3600 + int(minute) * 60 + float(second)


def day_order(texts: Iterable[str]) -> str:
    """Return whether month or day stands first in dates such as 8/29/2017, if that is proven.

    A number above 12 is a day. Nothing else is taken for proof.
    """
    orders = set()
    for text in texts:
        match = _DAY.match(text)
        if match and int(match[1]) > 12:
            orders.add(DAY_FIRST)
        if match and int(match[2]) > 12:
            orders.add(MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else UNKNOWN


def _is_zoned(text: str) -> bool:
    return moment(text)[1] or _since_1970(text) is not None


def _since_1970(text: str) -> float | None:
    value = measure(text)
    return next((value * unit for least, most, unit in _SINCE_1970 if least < value < most), None)
