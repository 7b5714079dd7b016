"""How many issues each value of each filter would give, the other filters as they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from ledger import catalog
from ledger.issue_list.filters import DUTY, Asked, conditions, is_said
from ledger.models import Issue, Organisation, Station
from ledger.timing import is_overdue

COLUMNS: Mapping[str, InstrumentedAttribute[Any]] = {
    "state": Issue.state,
    "grade": Issue.grade,
    "kind": Issue.kind,
    "class_code": Issue.code,
    "code": Issue.code,
    "source": Issue.found_way,
    "station": Issue.station_id,
    "district": Issue.station_id,
    "company": Issue.responsible_org_id,
}
"""Facet -> the column that is counted; ``overdue`` is counted besides."""
OWN = {"class_code": ("class_code", "code"), "district": ("district", "station")}
"""Filters that do not count beside a facet, where it is not its own alone."""
Counts = dict[str, dict[str, int]]


def facets(
    session: Session,
    asked: Asked,
    today: date,
    *,
    seen: ColumnElement[bool],
    only: Iterable[str] = (),
) -> Counts:
    """Return facet -> value -> count.

    Parameters
    ----------
    seen : condition
        What the person may see.
    only : names, optional
        Only these facets.
    """
    wanted = tuple(only) or (*COLUMNS, "overdue")
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in wanted:
        if name in COLUMNS:
            groups[_without(asked, name)].append(name)
    found: Counts = {}
    for without, names in groups.items():
        where = [seen, *conditions(asked, today, without=without)]
        found |= _counted(session, names, where)
    found = {name: _NAMES.get(name, _as_is)(session, values) for name, values in found.items()}
    if "overdue" in wanted:
        found["overdue"] = {"1": _overdue(session, asked, today, seen)}
    return found


def _without(asked: Asked, name: str) -> tuple[str, ...]:
    """Return the filters that are set and do not count beside a facet."""
    return tuple(own for own in OWN.get(name, (name,)) if is_said(getattr(asked, own)))


def _counted(session: Session, names: list[str], where: list[ColumnElement[bool]]) -> Counts:
    """Count several facets over the same issues, which are looked up once."""
    columns = {COLUMNS[name].key: COLUMNS[name] for name in names}
    chosen = select(*columns.values()).where(*where).cte("chosen").prefix_with("MATERIALIZED")
    parts = []
    for key in columns:
        column = chosen.c[key]
        value = cast(column, String).label("value")
        parts.append(select(literal(key).label("facet"), value, func.count()).group_by(column))
    by_column: Counts = {key: {} for key in columns}
    for facet, said, n in session.execute(union_all(*parts)):
        if said is not None:
            by_column[str(facet)][str(said)] = n
    return {name: by_column[COLUMNS[name].key] for name in names}


def _as_is(_session: Session, counts: dict[str, int]) -> dict[str, int]:
    return counts


def _classes(_session: Session, counts: dict[str, int]) -> dict[str, int]:
    kinds, found = catalog.taxonomy(), Counter[str]()
    for code, n in counts.items():
        if code in kinds:
            found[kinds[code].class_code] += n
    return dict(found)


def _renamed(session: Session, counts: dict[str, int], key: Any, name: Any) -> dict[str, int]:
    """Return counts by name instead of by id; the same name twice is one."""
    found = Counter[str]()
    for row_id, text in session.execute(select(key, name).where(key.in_(list(map(int, counts))))):
        if text:
            found[text] += counts[str(row_id)]
    return dict(found)


def _stations(session: Session, counts: dict[str, int]) -> dict[str, int]:
    return _renamed(session, counts, Station.id, Station.code)


def _districts(session: Session, counts: dict[str, int]) -> dict[str, int]:
    return _renamed(session, counts, Station.id, DUTY)


def _companies(session: Session, counts: dict[str, int]) -> dict[str, int]:
    return _renamed(session, counts, Organisation.id, Organisation.key)


_NAMES = {
    "class_code": _classes,
    "station": _stations,
    "district": _districts,
    "company": _companies,
}


def _overdue(session: Session, asked: Asked, today: date, seen: ColumnElement[bool]) -> int:
    where = [seen, *conditions(asked, today, without=("overdue", "due")), is_overdue(today)]
    return session.scalar(select(func.count()).select_from(Issue).where(*where)) or 0
