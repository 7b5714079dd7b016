"""Rules as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.messages import Lang
from ledger.models import RuleRow
from ledger.rulebook import Table
from webapp.serial.moments import day, moment


def table_json(table: Table, lang: Lang) -> dict[str, Any]:
    """Return a table with what its columns take."""
    return {
        "name": table.name,
        "title": table.zh if lang == "zh" else table.en,
        "editable": table.editable,
        "fixed": sorted(table.untouchable),
        "choices": {column: list(table.known(column)) for column in table.choices},
    }


def row_json(row: RuleRow) -> dict[str, Any]:
    """Return one version of a rule."""
    return {
        "key": row.key,
        "version": row.version,
        "edition": row.edition,
        "standard": row.standard,
        "standard_edition": row.standard_edition,
        "certainty": row.certainty,
        "valid_from": day(row.valid_from),
        "valid_to": day(row.valid_to),
        "content": row.content,
        "by": row.by.name if row.by else "",
        "reason": row.reason,
        "at": moment(row.created_at),
    }


def history_json(rows: Sequence[RuleRow]) -> list[dict[str, Any]]:
    """Return the versions of a rule, newest first, each with what it changed."""
    olds: list[RuleRow | None] = [*rows[1:], None]
    return [
        row_json(row) | {"changed": _changed(old, row)} for row, old in zip(rows, olds, strict=True)
    ]


def _changed(old: RuleRow | None, new: RuleRow) -> dict[str, list[str]]:
    if old is None:
        return {}
    columns = [name for name in new.content if old.content.get(name) != new.content[name]]
    return {name: [old.content.get(name, ""), new.content[name]] for name in columns}
