"""CSV flight logs of AirData, Litchi, DJI's flight records and DatCon, by their headings."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from geo.errors import Refused
from imagery.logs import columns as headings
from imagery.logs.columns import Columns
from imagery.logs.csv_times import Clock
from imagery.logs.numbers import measure, number
from imagery.logs.request import Request
from imagery.logs.table import AT, COLUMNS, OFFSET, Array, Reading, Rows
from imagery.logs.text import MAX_LINE, lines

_HEADING_LINES = 8
_LEAST_SATELLITES, _LEAST_FIX = 4, 3
"""A position in three dimensions needs four satellites."""
_WHOLE_SECOND = 1.05


def read(request: Request) -> Reading:
    """Read a CSV flight log.

    Raises
    ------
    Refused
        ``log.kind_not_allowed`` without the columns of one, ``log.damaged`` naming the line.
    """
    source = lines(request.path)
    first = list(itertools.islice(source, _HEADING_LINES))
    place = headings.is_header(first)
    if place is None:
        raise Refused("log.kind_not_allowed")
    columns = headings.found(headings.cells(first[place - 1]))
    assert columns is not None  # noqa: S101  (is_header found them)
    rest = itertools.chain(first[place:], source)
    cells = list(_cells(rest, headings.delimiter(first[place - 1]), place))
    return _reading(columns, cells)


def _cells(rest: Iterator[str], delimiter: str, place: int) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                yield row
    except csv.Error as error:
        raise Refused("log.damaged", where=f"CSV, {reader.line_num + place}") from error


def _reading(columns: Columns, cells: Sequence[Sequence[str]]) -> Reading:
    clock = Clock(columns, cells)
    rows, no_fix = Rows(), []
    for row in cells:
        told = {name: _cell(row, place) for name, (place, _) in columns.numbers.items()}
        values = {
            name: _scaled(name, told[name], columns.numbers[name][1])
            for name in told
            if name in COLUMNS
        }
        rows.add(**values, at_s=clock.moment(row))
        no_fix.append(
            measure(told.get("satellites", "")) < _LEAST_SATELLITES
            or measure(told.get("fix", "")) < _LEAST_FIX
        )
    table = rows.array()
    _smooth(table)
    reasons = list(clock.reasons)
    if columns.unknown_units:
        reasons.append("log.unit_unknown")
    if columns.plain_altitude:
        reasons.append("log.height_reference_unknown")
    local = not (columns.utc or clock.zoned)
    no_fixes = np.array(no_fix, bool)
    return Reading(kind="csv", rows=table, no_fix=no_fixes, local_clock=local, reasons=reasons)


def _scaled(name: str, text: str, factor: float) -> float:
    if name in {"lon", "lat"}:
        return number(text)
    return measure(text) * factor


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _smooth(rows: Array) -> None:
    """Take the fractions of a second from the flight's own counter where the clock has none.

    A clock cut to whole seconds is the counter plus a start that is at most a second too early.
    """
    starts = rows[:, AT] - rows[:, OFFSET]
    if len(starts) and np.isfinite(starts).all() and np.ptp(starts) <= _WHOLE_SECOND:
        rows[:, AT] = rows[:, OFFSET] + starts.max()
