"""XLSX as a table: the first sheet, values only, behind limits that hold before it is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException

from geo.errors import Refused
from ledger.station_import.limits import Limits
from ledger.station_import.table import Table, build

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def read_xlsx(data: bytes, limits: Limits) -> Table:
    """Return the first sheet of a workbook; a formula anywhere in it refuses the file.

    Raises
    ------
    Refused
        ``xlsx.not_workbook``, ``xlsx.bomb``, ``xlsx.entities``, ``xlsx.formula`` or a ``table.*``.
    """
    _check_archive(data, limits)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        try:
            return build(_rows(book, limits), limits)
        finally:
            book.close()
    except (Refused, MemoryError):
        raise
    except DefusedXmlException as error:
        raise Refused("xlsx.entities", part="xml") from error
    except Exception as error:
        # openpyxl lets KeyError, ValueError, TypeError and parser errors of broken files through.
        raise Refused("xlsx.not_workbook", reason=type(error).__name__) from error


def _check_archive(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_sizes(parts, limits)
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refused("xlsx.not_workbook", reason=type(error).__name__) from error


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.max_parts:
        raise Refused("table.too_many", what="parts", limit=limits.max_parts)
    total = sum(part.file_size for part in parts)
    if total > limits.max_unpacked:
        raise Refused("xlsx.bomb", bytes=total, limit=limits.max_unpacked)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if not part.filename.lower().endswith((".xml", ".rels")):
        return
    text = archive.read(part)
    foreign = text.startswith((b"\xff\xfe", b"\xfe\xff"))
    if foreign or any(mark in text for mark in _DECLARATIONS):
        raise Refused("xlsx.entities", part=part.filename[:80])


def _rows(book: Any, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    sheet = book.worksheets[0]
    # A file may claim any size; the rows that are there count, up to one more than allowed.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_row=limits.max_rows + 2, max_col=limits.max_columns + 1)
    for number, row in enumerate(cells, start=1):
        yield number, [_text(cell, number, column) for column, cell in enumerate(row, start=1)]


def _text(cell: Any, row: int, column: int) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise Refused("xlsx.formula", row=row, column=column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
