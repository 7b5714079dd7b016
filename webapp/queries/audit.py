"""The record as far as the caller may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from geo.errors import Refused
from ledger import audit, heads
from ledger.audit import Head
from ledger.models import Issue, IssueEvent, Organisation
from webapp import config, db, lang
from webapp.serial.audit import head_json, report_json, said_json
from webapp.serial.people import organisation_name

LONGEST = 50_000
"""More records than this are checked by the command, not while somebody waits for a page."""
LATEST = 14
"""Exported heads that the page lists."""


def head() -> dict[str, Any] | None:
    """Return the head of the chain; None when nothing was recorded yet."""
    found = audit.heads(db.session())
    return head_json(found[0]) if found else None


def exported() -> list[dict[str, Any]]:
    """Return the newest of the heads that were exported day by day."""
    return [head_json(one) for one in _kept()[: -LATEST - 1 : -1]]


def check() -> dict[str, Any]:
    """Walk the chain and compare it with the heads that were exported.

    Raises
    ------
    Refused
        ``audit.too_long``.
    """
    count = db.session().scalar(select(func.count()).select_from(IssueEvent)) or 0
    if count > LONGEST:
        raise Refused("audit.too_long", limit=LONGEST)
    return report_json(audit.verify(db.session(), _kept()), lang.current())


def as_of(issue: Issue, on: date) -> dict[str, Any]:
    """Return what the record had said of an issue by the end of a day."""
    said, way = audit.as_of(db.session(), issue, on), lang.current()
    key = said.fields.get("responsible") if said else None
    found = db.session().scalars(select(Organisation).where(Organisation.key == str(key or "")))
    names = {row.key: organisation_name(row, way) for row in found}
    return said_json(said, on.isoformat(), names, way)


def _kept() -> list[Head]:
    try:
        return heads.kept(config.current().home)
    except (ValueError, OSError):
        raise Refused("audit.not_a_head") from None
