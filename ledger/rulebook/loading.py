"""The release's files into the rulebook: once, and again when a release brings something new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import chain, counters
from ledger.in_force import release
from ledger.models import RuleRow
from ledger.models.base import now
from ledger.rulebook.tables import TABLES, Table

COUNTER = "rulebook"
LOADED = "rules.load"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What loading wrote and left alone."""

    added: int
    """Rows nobody had yet."""
    renewed: int
    """Rows that the release changed and no administrator did."""
    kept: int
    """Rows that an administrator changed and that the release would have otherwise."""


def load(session: Session) -> Loaded:
    """Write what the release's files say and the rulebook does not; twice changes nothing.

    What an administrator edited stays as it was edited. One event says what was loaded.
    """
    heads = _heads(session)
    counted = {"added": 0, "renewed": 0, "kept": 0}
    written: dict[str, list[str]] = {}
    for table in TABLES.values():
        for place, content in enumerate(release(table.name), start=1):
            what = _bring(session, table, place, content, heads)
            if what is None:
                continue
            counted[what] += 1
            if what != "kept":
                written.setdefault(table.name, []).append(table.key(content))
    if written:
        chain.append(
            session,
            actor=None,
            action=LOADED,
            from_state=None,
            to_state=None,
            payload={
                "subject": "rules",
                "digest": chain.digest({name: release(name) for name in TABLES}),
                "rows": {name: len(keys) for name, keys in written.items()},
            },
        )
    return Loaded(**counted)


def _heads(session: Session) -> dict[tuple[str, str], RuleRow]:
    """Return the newest version of every row."""
    rows = session.scalars(select(RuleRow).order_by(RuleRow.version))
    return {(row.table, row.key): row for row in rows}


def _bring(
    session: Session,
    table: Table,
    place: int,
    content: Mapping[str, str],
    heads: Mapping[tuple[str, str], RuleRow],
) -> str | None:
    key = table.key(content)
    head = heads.get((table.name, key))
    if head is not None and (head.content == content or head.by_id is not None):
        return None if head.content == content else "kept"
    write(session, table, key, content, place=place, version=head.version + 1 if head else 1)
    return "renewed" if head else "added"


def write(
    session: Session,
    table: Table,
    key: str,
    content: Mapping[str, str],
    *,
    place: int,
    version: int,
) -> RuleRow:
    """Add one version of a row; who, why and from when are the caller's to set."""
    row = RuleRow(
        table=table.name,
        key=key,
        version=version,
        edition=counters.following(session, COUNTER),
        place=place,
        standard=content.get("standard", "")[:255],
        standard_edition=content.get("edition", "")[:64],
        certainty=content.get("certainty", "")[:64],
        content=dict(content),
        created_at=now(),
    )
    session.add(row)
    return row


def loaded(session: Session) -> int:
    """Return how many rows the rulebook has, every version counted."""
    return session.scalar(select(func.count()).select_from(RuleRow)) or 0
