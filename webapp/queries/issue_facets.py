"""What the ledger's filters offer: values with their names and counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from geo.messages import Lang
from ledger import catalog
from ledger.issue_list import Asked
from ledger.models import District, Organisation, Station
from webapp import db, lang
from webapp.queries.issues import counted
from webapp.serial.people import organisation_name
from webapp.serial.stations import issue_name, station_name

NAMED = ("class_code", "code", "station", "district", "company")
"""Facets whose values have names; the page knows the words of the others."""


def facets_json(asked: Asked) -> dict[str, Any]:
    """Return facet -> value -> count, and for some facets a list with names."""
    counts, way = counted(asked), lang.current()
    found: dict[str, Any] = {name: values for name, values in counts.items() if name not in NAMED}
    for name in NAMED:
        chosen = {*counts[name], *getattr(asked, name)}
        names = _NAMES[name](chosen, way)
        found[name] = [
            {"key": key, "name": text, "n": counts[name].get(key, 0)} for key, text in names
        ]
    return found


def _classes(keys: Iterable[str], way: Lang) -> list[tuple[str, str]]:
    rows = catalog.taxonomy().values()
    names = {row.class_code: row.class_zh if way == "zh" else row.class_en for row in rows}
    return [(key, name) for key, name in names.items() if key in set(keys)]


def _codes(keys: Iterable[str], way: Lang) -> list[tuple[str, str]]:
    return [(key, issue_name(key, way)) for key in sorted(keys)]


def _stations(keys: Iterable[str], way: Lang) -> list[tuple[str, str]]:
    rows = select(Station).where(Station.code.in_(list(keys))).order_by(Station.code)
    return [(row.code, station_name(row, way)) for row in db.session().scalars(rows)]


def _districts(keys: Iterable[str], way: Lang) -> list[tuple[str, str]]:
    query = select(District.code, District.name_zh, District.name_en)
    names = {code: (way == "en" and en) or zh for code, zh, en in db.session().execute(query)}
    return [(key, names.get(key, key)) for key in sorted(keys)]


def _companies(keys: Iterable[str], way: Lang) -> list[tuple[str, str]]:
    rows = select(Organisation).where(Organisation.key.in_(list(keys))).order_by(Organisation.id)
    return [(row.key, organisation_name(row, way)) for row in db.session().scalars(rows)]


_NAMES = {
    "class_code": _classes,
    "code": _codes,
    "station": _stations,
    "district": _districts,
    "company": _companies,
}
