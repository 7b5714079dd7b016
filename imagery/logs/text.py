"""Reads a log's lines, bounded in length and number, whatever they are encoded in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geo.errors import Refused
from imagery.logs.table import MAX_ROWS

MAX_LINE = 8192
"""A DatCon export with all its columns has lines of some 4,000 characters."""
_MAX_LINES = 8 * MAX_ROWS
_MAX_BLANK = 10_000


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text file without their ends.

    UTF-16 is known by its mark; everything else is read as UTF-8, and what is none becomes a
    mark of replacement: only numbers and plain names are taken from a log.

    Raises
    ------
    Refused
        ``log.line_too_long``, ``log.too_many_points``.
    """
    with path.open("rb") as file:
        wide = file.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    encoding = "utf-16" if wide else "utf-8-sig"
    with path.open(encoding=encoding, errors="replace") as file:
        blank = 0
        for count in range(1, _MAX_LINES + 1):
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            if len(line) > MAX_LINE:
                raise Refused("log.line_too_long", line=count, limit=MAX_LINE)
            blank = 0 if len(line) > 2 else blank + 1
            if blank > _MAX_BLANK:
                raise Refused("log.damaged", where=f"{count}")
            yield line.rstrip("\r\n")
    raise Refused("log.too_many_points", limit=MAX_ROWS)
