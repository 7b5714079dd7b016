"""The tables as of a day, kept in memory until something changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger import clock
from ledger.deadlines import local_date
from ledger.in_force import RELEASE, Book
from ledger.models import RuleRow
from ledger.rulebook.tables import EDITABLE

KEPT = 8
"""Books kept in memory: a few days and databases, never one for each request."""
_books: dict[tuple[Any, ...], Book] = {}


def at(session: Session, on: date | None = None) -> Book:
    """Return the rulebook as of a day: one short query, unless it has just changed.

    Parameters
    ----------
    on : date, optional
        A day of the city; today by the clock of pages.

    Returns
    -------
    Book
        Without tables, so that the release's files count, where nothing was loaded.
    """
    last = session.execute(
        select(RuleRow.edition, RuleRow.created_at).order_by(RuleRow.edition.desc()).limit(1)
    ).one_or_none()
    if last is None:
        return RELEASE
    day = on or local_date(clock.now(session))
    key = (str(session.get_bind().engine.url), last.edition, last.created_at, day)
    if key not in _books:
        while len(_books) >= KEPT:
            _books.pop(next(iter(_books)))
        _books[key] = _read(session, day, last.edition)
    return _books[key]


def newest(session: Session, table: str, key: str) -> RuleRow | None:
    """Return the newest version of a row, whether it counts already or not."""
    query = select(RuleRow).where(RuleRow.table == table, RuleRow.key == key)
    return session.scalars(query.order_by(RuleRow.version.desc()).limit(1)).one_or_none()


def history(session: Session, table: str, key: str) -> list[RuleRow]:
    """Return every version of a row, newest first."""
    query = select(RuleRow).where(RuleRow.table == table, RuleRow.key == key)
    return list(session.scalars(query.order_by(RuleRow.version.desc())))


def _read(session: Session, day: date, edition: int) -> Book:
    """Take of each key the newest version that counts on the day."""
    query = select(RuleRow).where(
        RuleRow.table.in_(EDITABLE),
        or_(RuleRow.valid_from.is_(None), RuleRow.valid_from <= day),
    )
    found: dict[tuple[str, str], RuleRow] = {}
    for row in session.scalars(query.order_by(RuleRow.version)):
        found[row.table, row.key] = row
    tables: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for (table, _key), row in found.items():
        if row.valid_to is None or row.valid_to >= day:
            tables[table].append((row.place, row.content))
    ordered = {
        name: [content for _place, content in sorted(rows, key=lambda row: row[0])]
        for name, rows in tables.items()
    }
    return Book(edition=edition, tables=ordered)
