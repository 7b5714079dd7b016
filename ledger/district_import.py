"""Import of district outlines: the base map and who is responsible where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.datum import parse_datum
from geo.districts import DistrictShape, read_districts
from ledger import stations
from ledger.models import District, Station


@dataclass(frozen=True, kw_only=True)
class DistrictsImported:
    """What an import of districts wrote."""

    imported: int
    changed: int
    same: int
    moved: int
    """Stations whose district changed with the outlines."""
    codes: tuple[str, ...]
    """Of every district of the file."""


def import_districts(
    session: Session,
    data: bytes,
    datum: str,
    *,
    source: str,
    approval_no: str = "",
    own_city: str | None = None,
) -> DistrictsImported:
    """Write the districts of GeoJSON bytes, all or none; a known code is updated.

    Parameters
    ----------
    datum : str
        The declared datum of the coordinates.
    source : str
        Where the outlines come from, as people should read it.
    approval_no : str
        审图号 of the map they were taken from; empty when not known.
    own_city : str or None
        Code of this installation's city: other districts are neighbours. None: all are own.

    Raises
    ------
    Refused
        ``datum.unknown``, ``geojson.*`` or ``districts.*``.
    """
    shapes = read_districts(data, parse_datum(datum))
    known = {row.code: row for row in session.scalars(select(District))}
    counts = {"imported": 0, "changed": 0, "same": 0}
    for shape in shapes:
        values = _values(shape, source=source, approval_no=approval_no, own_city=own_city)
        counts[_write(session, known.get(shape.code), shape.code, values)] += 1
    session.flush()
    moved = _relocate(session, source) if counts["imported"] or counts["changed"] else 0
    return DistrictsImported(**counts, moved=moved, codes=tuple(s.code for s in shapes))


KEPT = ("name_en", "city_code", "city_name_zh")
"""What an outline without them does not take away from a district that has them."""


def _values(
    shape: DistrictShape, *, source: str, approval_no: str, own_city: str | None
) -> dict[str, Any]:
    return {
        "name_zh": shape.name_zh,
        "name_en": shape.name_en,
        "city_code": shape.city_code,
        "city_name_zh": shape.city_name_zh,
        "own": own_city in {None, "", shape.city_code},
        "geom": shape.geometry,
        "datum_claimed": shape.datum,
        "source": source[:255],
        "approval_no": approval_no[:64],
    }


def _write(session: Session, row: District | None, code: str, values: dict[str, Any]) -> str:
    if row is None:
        session.add(District(code=code, **values))
        return "imported"
    kept = {n: v for n, v in values.items() if v or n not in KEPT}
    different = {n: v for n, v in kept.items() if not _same(getattr(row, n), v)}
    for name, value in different.items():
        setattr(row, name, value)
    return "changed" if different else "same"


def _same(old: Any, new: Any) -> bool:
    if isinstance(new, shapely.Geometry):
        return bool(shapely.equals_identical(old, new))
    return bool(old == new)


def _relocate(session: Session, source: str) -> int:
    """Find the district of every station again; a duty that followed the old one follows."""
    rows = list(session.scalars(select(Station)))
    where = stations.locate_all(session, [(row.anchor.x, row.anchor.y) for row in rows])
    moved = 0
    for row, code in zip(rows, where, strict=True):
        if code is None or code == row.stands_in_code:
            continue
        changes: dict[str, Any] = {"stands_in_code": code}
        if row.counts_for_code in {None, row.stands_in_code}:
            changes["counts_for_code"] = code
        stations.update(session, row, changes, actor=None, source=source)
        moved += 1
    return moved
