"""A table as it stands in a file: headers and rows of text, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from geo import messages
from geo.errors import Refused
from ledger.station_import.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with one field of one row."""

    field: str
    code: str
    params: Mapping[str, object] = dataclass_field(default_factory=dict)

    def text(self, lang: messages.Lang = "zh") -> str:
        """Return the problem in words."""
        return messages.text(self.code, lang, **self.params)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row: its number as a spreadsheet shows it, its cells by header, what is wrong."""

    number: int
    cells: dict[str, str]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """The headers and rows of one file."""

    headers: tuple[str, ...]
    records: tuple[Record, ...]


def build(rows: Iterator[tuple[int, list[str]]], limits: Limits) -> Table:
    """Return a table from numbered rows whose first one that is not blank is the header."""
    headers: tuple[str, ...] = ()
    records: list[Record] = []
    for number, row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        _check_lengths(cells, number, limits)
        if not any(cells):
            continue
        if not headers:
            headers = _headers(cells, limits)
        else:
            records.append(_record(number, cells, headers))
        if len(records) > limits.max_rows:
            raise Refused("table.too_many", what="rows", limit=limits.max_rows)
    if not headers:
        raise Refused("table.empty")
    return Table(headers=headers, records=tuple(records))


def _check_lengths(cells: list[str], number: int, limits: Limits) -> None:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > limits.max_cell:
            raise Refused(
                "table.cell_too_long",
                row=number,
                column=column,
                length=len(cell),
                limit=limits.max_cell,
            )


def _headers(cells: list[str], limits: Limits) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > limits.max_columns:
        raise Refused("table.too_many", what="columns", limit=limits.max_columns)
    seen: dict[str, int] = {}
    for column, header in enumerate(cells, start=1):
        key = header.casefold()
        if header and key in seen:
            raise Refused(
                "table.duplicate_header", header=header[:40], first=seen[key], second=column
            )
        seen[key] = column
    return tuple(cells)


def _record(number: int, cells: list[str], headers: tuple[str, ...]) -> Record:
    extra = any(cells[len(headers) :])
    params: dict[str, object] = {"cells": len(cells), "columns": len(headers)}
    return Record(
        number=number,
        cells={h: c for h, c in zip(headers, cells, strict=False) if h},
        problems=(Problem(field="", code="table.ragged", params=params),) if extra else (),
    )
