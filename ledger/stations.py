"""Stations: what search finds, where they stand, and dated changes of their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pypinyin import Style, lazy_pinyin
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.districts import DistrictShape, locate
from geo.errors import NotFound, Refused
from ledger import station_messages  # noqa: F401  (registers the texts of station.*)
from ledger.models import District, Organisation, Station, StationChange, User

FIELDS = (
    *("name_zh", "name_en", "kind", "network", "anchor", "anchor_height_m", "house"),
    *("stands_in_code", "counts_for_code", "company_id", "external_codes", "access"),
    *("remote", "remote_reason", "suspended", "beside_building", "max_anchor_height_m"),
    *("period_min", "datum_claimed"),
)
"""The fields of a station that may change; the code never does."""

_SEARCHED = {"name_zh", "name_en", "external_codes"}
SAME_PLACE_DEG = 1e-9


def by_code(session: Session, code: str) -> Station:
    """Return a station or raise ``NotFound("station.not_found")``."""
    station = session.scalar(select(Station).where(Station.code == code))
    if station is None:
        raise NotFound("station.not_found", value=code[:64])
    return station


def search_text(
    *, code: str, name_zh: str, name_en: str = "", external_codes: Mapping[str, Any] | None = None
) -> str:
    """Return the lower-case words a station is found by.

    Names, full pinyin (``qinghexiaoxue``), initials (``qhxx``) and every code, blank-separated.
    """
    words = [
        name_zh,
        "".join(lazy_pinyin(name_zh)),
        "".join(lazy_pinyin(name_zh, style=Style.FIRST_LETTER)),
        name_en,
        code,
        *(str(value) for value in (external_codes or {}).values()),
    ]
    return " ".join(dict.fromkeys(word.lower() for word in words if word))


def search_text_of(station: Station) -> str:
    """Return :func:`search_text` of a row."""
    return search_text(
        code=station.code,
        name_zh=station.name_zh,
        name_en=station.name_en or "",
        external_codes=station.external_codes,
    )


def locate_all(session: Session, points: Sequence[LonLat]) -> list[str | None]:
    """Return for each WGS-84 position the code of the district it lies in, else None."""
    shapes = [
        DistrictShape(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            city_code=row.city_code,
            city_name_zh=row.city_name_zh,
            geometry=row.geom,
            datum="wgs84",
        )
        for row in session.scalars(select(District))
    ]
    return locate(points, shapes)


def differences(station: Station, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of ``values`` (by model field) that differ from what the row holds."""
    return {name: new for name, new in values.items() if not _same(getattr(station, name), new)}


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, BaseGeometry) and isinstance(new, BaseGeometry):
        return bool(old.equals_exact(new, SAME_PLACE_DEG))
    return bool(old == new)


def update(
    session: Session,
    station: Station,
    changes: Mapping[str, Any],
    *,
    actor: User | None,
    effective_on: date | None = None,
    source: str = "",
) -> list[StationChange]:
    """Change fields of a station and write a dated line for each that really differs.

    Raises
    ------
    Refused
        ``station.unknown_field``: not one of :data:`FIELDS`.
    """
    if foreign := sorted(set(changes) - set(FIELDS)):
        raise Refused("station.unknown_field", field=foreign[0])
    different = differences(station, changes)
    lines = [
        StationChange(
            station_id=station.id,
            effective_on=effective_on,
            actor_id=actor.id if actor else None,
            field=name,
            old=as_text(session, name, getattr(station, name)),
            new=as_text(session, name, new),
            source=source[:255],
        )
        for name, new in different.items()
    ]
    for name, new in different.items():
        setattr(station, name, new)
    if _SEARCHED & different.keys():
        station.search_text = search_text_of(station)
    session.add_all(lines)
    session.flush()
    return lines


def as_text(session: Session, name: str, value: Any) -> str:
    """Return a field's value as people read it in the list of changes."""
    if value is None:
        return ""
    if name == "company_id":
        company = session.get(Organisation, value)
        return company.name_zh if company else str(value)
    if isinstance(value, Point):
        return f"{value.x:.6f}, {value.y:.6f}"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)
