"""The rulebook as the caller sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from geo.errors import NotFound
from ledger import rulebook
from ledger.models import RuleRow
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial.rules import history_json, row_json, table_json


def tables() -> list[dict[str, Any]]:
    """Return the tables of the rulebook."""
    return [table_json(table, lang.current()) for table in rulebook.TABLES.values()]


def rows(name: str) -> dict[str, Any]:
    """Return a table with the newest version of each of its rows, in the table's order."""
    table = _table(name)
    query = listing(RuleRow, "rules.view").where(RuleRow.table == name)
    found = db.session().scalars(query.options(selectinload(RuleRow.by)).order_by(RuleRow.version))
    newest = {row.key: row for row in found}
    ordered = sorted(newest.values(), key=lambda row: (row.place, row.key))
    return table | {"rows": [row_json(row) for row in ordered]}


def one(name: str, key: str) -> dict[str, Any]:
    """Return a rule with its table and every version, newest first."""
    table = _table(name)
    if "\x00" in key:
        raise NotFound("access.not_found")
    versions = rulebook.history(db.session(), name, key)
    if not versions:
        raise NotFound("access.not_found")
    return {"table": table, "key": key, "versions": history_json(versions)}


def changed(name: str, key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Write the next version of a rule."""
    one(name, key)
    rulebook.change(
        db.session(),
        name,
        key,
        said["content"],
        actor=security.the_actor(),
        reason=said["reason"],
        version=said["version"],
        valid_from=said["valid_from"],
    )
    return one(name, key)


def loaded() -> bool:
    """Whether the release's rules were brought in."""
    return db.session().scalar(select(RuleRow.id).limit(1)) is not None


def _table(name: str) -> dict[str, Any]:
    table = rulebook.TABLES.get(name)
    if table is None:
        raise NotFound("access.not_found")
    return table_json(table, lang.current())
