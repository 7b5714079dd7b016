"""The inspectors' library: who may be drawn, and for which stations never."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, counters
from ledger.models import District, Inspector, Organisation, Station, User
from ledger.words import cleaned

KINDS = ("air", "water")
FIELDS = (
    "name",
    "organisation_id",
    "certificate",
    "qualified_until",
    "kinds",
    "districts",
    "former",
    "relatives",
    "leave",
    "active",
)
MOST_ENTRIES = 50


def add(session: Session, *, actor: User, data: Mapping[str, Any]) -> Inspector:
    """Put a person into the library and give the number that is published.

    Raises
    ------
    Forbidden
        ``draw.not_allowed``.
    Refused
        ``inspector.*``.
    """
    if not access.can(actor, "inspector.edit"):
        raise Forbidden("draw.not_allowed")
    number = f"JC-{counters.following(session, 'inspector'):04d}"
    row = Inspector(number=number, **_checked(session, data))
    session.add(row)
    session.flush()
    _record(session, row, actor, "inspector.add", {name: getattr(row, name) for name in FIELDS})
    return row


def change(
    session: Session, row: Inspector, *, actor: User, version: int, data: Mapping[str, Any]
) -> Inspector:
    """Change an entry; draws whose pools are frozen keep what they froze.

    Raises
    ------
    Conflict
        ``draw.changed``.
    """
    if not access.can(actor, "inspector.edit", row):
        raise Forbidden("draw.not_allowed")
    session.refresh(row, with_for_update=True)
    if row.version != version:
        raise Conflict("draw.changed")
    new = _checked(session, data)
    old = {name: getattr(row, name) for name in FIELDS}
    for name, value in new.items():
        setattr(row, name, value)
    session.flush()
    changed = {
        name: [_plain(old[name]), _plain(new[name])] for name in FIELDS if old[name] != new[name]
    }
    _record(session, row, actor, "inspector.change", changed)
    return row


def away_on(row: Inspector, day: date) -> bool:
    """Whether an inspector is on leave on a day."""
    return any(entry["from"] <= day.isoformat() <= entry["until"] for entry in row.leave)


def _checked(session: Session, data: Mapping[str, Any]) -> dict[str, Any]:
    name = cleaned(data.get("name"), 64).replace("\n", " ")
    if not name:
        raise Refused("inspector.no_name")
    key = str(data.get("organisation") or "")
    organisation = session.scalar(select(Organisation).where(Organisation.key == key))
    if organisation is None:
        raise Refused("inspector.organisation", value=key)
    kinds = sorted(set(data.get("kinds") or []))
    if not kinds or not set(kinds) <= set(KINDS):
        raise Refused("inspector.kinds")
    until = data.get("qualified_until")
    return {
        "name": name,
        "organisation_id": organisation.id,
        "certificate": cleaned(data.get("certificate"), 96).replace("\n", " "),
        "qualified_until": _day(until) if until else None,
        "kinds": kinds,
        "districts": _known(session, data.get("districts"), District.code),
        "former": _former(session, data.get("former")),
        "relatives": _known(session, data.get("relatives"), Organisation.key, Station.code),
        "leave": _leave(data.get("leave")),
        "active": bool(data.get("active", True)),
    }


def _known(session: Session, values: Any, *columns: Any) -> list[str]:
    wanted = sorted({str(value) for value in values or []})[:MOST_ENTRIES]
    known = {
        key
        for column in columns
        for key in session.scalars(select(column).where(column.in_(wanted)))
    }
    for value in wanted:
        if value not in known:
            raise Refused("inspector.unknown_key", value=value)
    return wanted


def _former(session: Session, entries: Any) -> list[dict[str, str]]:
    rows = [
        {"company": str(entry.get("company") or ""), "until": _day(entry.get("until")).isoformat()}
        for entry in (entries or [])[:MOST_ENTRIES]
    ]
    _known(session, [row["company"] for row in rows], Organisation.key)
    return sorted(rows, key=lambda row: (row["company"], row["until"]))


def _leave(entries: Any) -> list[dict[str, str]]:
    rows = [
        {name: _day(entry.get(name)).isoformat() for name in ("from", "until")}
        for entry in (entries or [])[:MOST_ENTRIES]
    ]
    if any(row["until"] < row["from"] for row in rows):
        raise Refused("inspector.period")
    return sorted(rows, key=lambda row: row["from"])


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise Refused("inspector.date", value=str(value)[:40]) from None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _record(
    session: Session, row: Inspector, actor: User, action: str, payload: Mapping[str, Any]
) -> None:
    chain.append(
        session,
        actor=actor,
        action=action,
        from_state=None,
        to_state=None,
        payload={
            "subject": f"inspector:{row.number}",
            **{name: _plain(value) for name, value in payload.items()},
        },
    )
