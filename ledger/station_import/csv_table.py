"""CSV as a table: one encoding, strict quoting, the separator of the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from geo.errors import Refused
from ledger.station_import.encoding import decode
from ledger.station_import.limits import DEFAULT_LIMITS, Limits
from ledger.station_import.table import Table, build

_SEPARATORS = (",", "\t", ";")


def read_csv(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the table of CSV bytes; the separator is the header's comma, tab or semicolon."""
    rows = _rows(decode(data))
    return build(rows, limits)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise Refused("table.csv", row=number + 1, reason=str(error)) from error
