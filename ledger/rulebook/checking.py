"""What an editor wrote, looked at column by column; nothing is put right in silence."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from geo.errors import Refused
from ledger.in_force import Book
from ledger.rulebook.tables import TABLES, Table
from ledger.words import cleaned

LONGEST = 1000
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)


def checked(
    table: Table, before: Mapping[str, str], said: Mapping[str, str], book: Book
) -> dict[str, str]:
    """Return a row with what was said of it laid over.

    Raises
    ------
    Refused
        ``rules.fixed_column``, ``rules.bad_value``, ``rules.unknown_code``.
    """
    row = dict(before)
    for column, value in said.items():
        if column not in before or (column in table.untouchable and value != before[column]):
            raise Refused("rules.fixed_column", column=column[:64])
        row[column] = cleaned(value, LONGEST)
        if row[column] != before[column]:
            _check(table, column, row[column], book)
    return row | {
        column: table.words(column, row[other]) for column, other in table.follows.items()
    }


def _check(table: Table, column: str, value: str, book: Book) -> None:
    if column in table.required and not value:
        raise _bad(column, value, "…")
    if column in table.whole:
        low, high = table.whole[column]
        if not WHOLE.fullmatch(value) or not low <= int(value) <= high:
            raise _bad(column, value, f"{low}–{high}")
    if column in table.numbers and not _are_numbers(value):
        raise _bad(column, value, "≥ 0")
    if column in table.choices and value not in table.known(column):
        raise _bad(column, value, ", ".join(table.known(column)))
    if column in table.refers:
        _refers(column, value, TABLES[table.refers[column]], book)


def _are_numbers(value: str) -> bool:
    try:
        return all(math.isfinite(float(part)) and float(part) >= 0 for part in value.split("|"))
    except ValueError:
        return False


def _refers(column: str, value: str, other: Table, book: Book) -> None:
    known = {other.key(row) for row in book.tables.get(other.name, ())}
    for part in value.split(","):
        if part.strip() not in known:
            raise Refused("rules.unknown_code", column=column, value=part.strip()[:64])


def _bad(column: str, value: str, wanted: str) -> Refused:
    return Refused("rules.bad_value", column=column, value=value[:64], wanted=wanted)
