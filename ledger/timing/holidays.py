"""Importing the holidays of a year from a CSV file: date, working, name, source."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from geo.errors import Forbidden, Refused
from ledger import access, chain
from ledger.models import Holiday, User
from ledger.models.base import now as real_now
from ledger.timing.calendar import calendar
from ledger.words import cleaned

MAX_LINES = 5000
MAX_BYTES = 1_000_000
ACTION = "calendar.import"
_YES_NO = {"1": True, "0": False, "true": True, "false": False, "y": True, "n": False}


@dataclass(frozen=True)
class Imported:
    """How many days were new or changed, and of which years."""

    days: int
    years: tuple[int, ...]


def import_holidays(session: Session, content: bytes, *, actor: User | None) -> Imported:
    """Take the days of a CSV file into the office calendar, all or none.

    Parameters
    ----------
    content : bytes
        UTF-8 with a header row ``date,working,name,source``.
    actor : User or None
        None: the operator at the command line.

    Raises
    ------
    Forbidden
        ``calendar.not_allowed``.
    Refused
        ``calendar.bad_row``, ``calendar.too_large``, ``calendar.incomplete_year``.
    """
    if actor is not None and not access.can(actor, ACTION):
        raise Forbidden("calendar.not_allowed")
    rows = list(_rows(content))
    for row in rows:
        _put(session, row, actor)
    session.flush()
    years = tuple(sorted({row.day.year for row in rows}))
    known = calendar(session)
    for year in years:
        if not known.knows(year):
            raise Refused("calendar.incomplete_year", year=year)
    chain.append(
        session,
        actor=actor,
        action=ACTION,
        from_state=None,
        to_state=None,
        payload={"days": {row.day.isoformat(): row.working for row in rows}},
    )
    return Imported(len(rows), years)


@dataclass(frozen=True)
class _Row:
    day: date
    working: bool
    name: str
    source: str


def _put(session: Session, row: _Row, actor: User | None) -> None:
    found = session.get(Holiday, row.day)
    if found is None:
        found = Holiday(day=row.day)
        session.add(found)
    found.working, found.name, found.source = row.working, row.name, row.source
    found.imported_by_id = actor.id if actor else None
    found.imported_at = real_now()


def _rows(content: bytes) -> Iterator[_Row]:
    if len(content) > MAX_BYTES:
        raise Refused("calendar.too_large", limit=MAX_LINES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("calendar.bad_row", line=1) from None
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        if line > MAX_LINES:
            raise Refused("calendar.too_large", limit=MAX_LINES)
        yield _row(row, line)


def _row(row: Mapping[str, str | None], line: int) -> _Row:
    try:
        working = _YES_NO[(row.get("working") or "").strip().lower()]
        day = date.fromisoformat((row.get("date") or "").strip())
    except (KeyError, ValueError, AttributeError):
        raise Refused("calendar.bad_row", line=line) from None
    return _Row(day, working, cleaned(row.get("name"), 64), cleaned(row.get("source"), 255))
