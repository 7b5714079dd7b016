"""Changing a rule: a new version of its row from a day on, with a reason, as an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

import ledger.rulebook.messages  # noqa: F401  (registers rules.*)
from geo.errors import Conflict, Forbidden, NotFound, Refused
from ledger import access, chain, clock
from ledger.deadlines import local_date
from ledger.models import RuleRow, User
from ledger.rulebook.checking import checked
from ledger.rulebook.loading import write
from ledger.rulebook.reading import at, newest
from ledger.rulebook.tables import TABLES
from ledger.words import cleaned

CHANGED = "rules.change"


def change(
    session: Session,
    table: str,
    key: str,
    said: Mapping[str, str],
    *,
    actor: User,
    reason: str,
    version: int,
    valid_from: date | None = None,
) -> RuleRow:
    """Write the next version of a row; what was decided under the old one stays as it was.

    Parameters
    ----------
    said : mapping
        Column -> new value; columns left out stay.
    version : int
        The version that the editor saw.
    valid_from : date, optional
        First day on which it counts; today, and never earlier.

    Raises
    ------
    Forbidden
        ``rules.not_allowed``.
    NotFound
        ``rules.not_found``.
    Conflict
        ``rules.changed``: somebody else was first.
    Refused
        ``rules.read_only``, ``rules.reason_missing``, ``rules.nothing_changed``,
        ``rules.starts_early`` and those of :func:`ledger.rulebook.checking.checked`.
    """
    if not access.can(actor, "rules.edit"):
        raise Forbidden("rules.not_allowed")
    sheet, head = TABLES.get(table), newest(session, table, key)
    if sheet is None or head is None:
        raise NotFound("rules.not_found", key=cleaned(key, 64))
    if not sheet.editable:
        raise Refused("rules.read_only", table=sheet.name)
    if head.version != version:
        raise Conflict("rules.changed", version=head.version)
    why, start = cleaned(reason, 1000), _start(session, head, valid_from)
    content = checked(sheet, head.content, said, at(session))
    if not why:
        raise Refused("rules.reason_missing")
    differs = {c: [head.content[c], v] for c, v in content.items() if v != head.content[c]}
    if not differs:
        raise Refused("rules.nothing_changed")
    row = write(session, sheet, key, content, place=head.place, version=version + 1)
    row.by_id, row.reason, row.valid_from = actor.id, why, start
    _record(session, actor, row, differs)
    return row


def _start(session: Session, head: RuleRow, wanted: date | None) -> date:
    """Return the day a version counts from: not before today, nor before the one it follows."""
    today = local_date(clock.now(session))
    earliest = max(today, head.valid_from or today)
    if wanted is not None and wanted < earliest:
        raise Refused("rules.starts_early", day=earliest.isoformat())
    return wanted or earliest


def _record(session: Session, actor: User, row: RuleRow, differs: dict[str, list[str]]) -> None:
    chain.append(
        session,
        actor=actor,
        action=CHANGED,
        from_state=None,
        to_state=None,
        payload={
            "subject": f"rule:{row.table}:{row.key}",
            "version": row.version,
            "edition": row.edition,
            "valid_from": row.valid_from.isoformat() if row.valid_from else None,
            "changed": differs,
            "reason": row.reason,
        },
    )
