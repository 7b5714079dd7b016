"""Write a previewed station list, all of it or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pypinyin import lazy_pinyin
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import stations
from ledger.models import Organisation, Station, User
from ledger.station_import.fields import as_fields
from ledger.station_import.previewing import Preview, Row


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import wrote."""

    imported: int
    changed: int
    same: int
    codes: tuple[str, ...]
    """Of the new and the changed stations."""


def commit(session: Session, preview: Preview, *, actor: User | None) -> Imported:
    """Write every row of ``preview`` in the caller's transaction.

    Raises
    ------
    Refused
        ``import.has_problems``: nothing is written unless every row is right.
    """
    if not preview.ok:
        raise Refused("import.has_problems", count=preview.counts.get("problems", 0))
    companies = _companies(session, preview)
    rows = [row for row in preview.rows if row.action != "same"]
    for row in rows:
        if (name := row.values.get("company")) in companies:
            row.values["company_id"] = companies[name]
        if row.action == "new":
            session.add(_station(row))
        else:
            _change(session, row, preview, actor)
    session.flush()
    return Imported(
        imported=preview.counts["new"],
        changed=preview.counts["change"],
        same=preview.counts["same"],
        codes=tuple(row.values["code"] for row in rows),
    )


def _station(row: Row) -> Station:
    station = Station(code=row.values["code"], **as_fields(row.values))
    station.search_text = stations.search_text_of(station)
    return station


def _change(session: Session, row: Row, preview: Preview, actor: User | None) -> None:
    station = stations.by_code(session, row.values["code"])
    stations.update(
        session,
        station,
        as_fields(row.values, station),
        actor=actor,
        effective_on=row.values.get("effective_on"),
        source=preview.filename,
    )


def _companies(session: Session, preview: Preview) -> dict[str, int]:
    """Create the companies that the import was allowed to create; return their ids by name."""
    names = dict.fromkeys(
        row.values["company"] for row in preview.rows if row.values.get("company_is_new")
    )
    taken = set(session.scalars(select(Organisation.key)))
    rows = []
    for name in names:
        row = Organisation(key=company_key(name, taken), kind="om_company", name_zh=name)
        taken.add(row.key)
        rows.append(row)
    session.add_all(rows)
    session.flush()
    return {row.name_zh: row.id for row in rows}


def company_key(name: str, taken: set[str]) -> str:
    """Return a readable key for a company's name that is not in ``taken``."""
    stem = re.sub(r"[^a-z0-9]+", "-", "".join(lazy_pinyin(name)).lower()).strip("-")[:48] or "om"
    number = 2
    key = stem
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key
