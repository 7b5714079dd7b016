"""CSV and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from geo import messages
from geo.messages import Lang
from ledger.issue_export.rows import COLUMNS, Cell, headers
from ledger.station_export import neutral

WIDE = {"title": 44, "description": 60, "type": 28, "company": 24, "station_name": 18, "number": 24}
"""Width of columns in characters; the others have 13."""


def to_csv(path: Path, rows: Iterator[dict[str, Cell]], lang: Lang) -> None:
    """Write UTF-8 with its mark, as spreadsheets want it; dates are YYYY-MM-DD."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers(lang))
        for row in rows:
            writer.writerow([_text(row[name]) for name in COLUMNS])


def _text(cell: Cell) -> str | int | float:
    if isinstance(cell, date):
        return cell.isoformat()
    return neutral(cell) if isinstance(cell, str) else "" if cell is None else cell


def to_xlsx(path: Path, rows: Iterator[dict[str, Cell]], lang: Lang) -> None:
    """Write one sheet with a frozen head and filters; dates are dates."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(messages.text("issues.sheet", lang))
    sheet.freeze_panes = "B2"
    for n, name in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = WIDE.get(name, 13)
    sheet.append([_cell(sheet, text, Font(bold=True)) for text in headers(lang)])
    count = 1
    for count, row in enumerate(rows, 2):  # noqa: B007  (the last one is where the filter ends)
        sheet.append([_cell(sheet, row[name]) for name in COLUMNS])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count}"
    book.save(path)


def _cell(sheet: Any, value: Cell, font: Font | None = None) -> Any:
    shown: Any = neutral(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=shown)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if font:
        cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    return cell
