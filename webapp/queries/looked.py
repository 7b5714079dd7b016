"""The queue of one flight or one scene: what it is called, and what was looked at in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from ledger.models import Assessment, Finding, Flight, Scene, Sighting, Station
from webapp import db, lang
from webapp.fetch import fetch, listing
from webapp.serial.jobs import error_json
from webapp.serial.stations import station_brief


def of_source(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Return the conditions that keep the findings of a flight or scene: found or seen again."""
    return [
        or_(
            Finding.scene_id.in_(_scenes(kind, row_id)),
            Finding.id.in_(
                select(Sighting.finding_id).where(Sighting.scene_id.in_(_scenes(kind, row_id)))
            ),
        )
        for kind, row_id in _named(query)
    ]


def source_json(query: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the one flight or scene that a queue is of, with what was looked at; or None.

    Raises
    ------
    NotFound
        There is none, or the caller may not see it.
    """
    for kind, row_id in _named(query):
        return {
            "kind": kind,
            "id": row_id,
            "name": _name(kind, row_id),
            "looked": _looked(kind, row_id),
        }
    return None


def _named(query: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(kind, query[kind]) for kind in ("flight", "scene") if kind in query]


def _scenes(kind: str, row_id: int) -> Any:
    column = Scene.flight_id if kind == "flight" else Scene.id
    return select(Scene.id).where(column == row_id)


def _name(kind: str, row_id: int) -> str:
    if kind == "flight":
        return fetch(Flight, "flight.view", id=row_id).name
    return fetch(Scene, "scene.view", id=row_id).filename


def _looked(kind: str, row_id: int) -> list[dict[str, Any]]:
    """Return what each detector could see at each station: its best look at all the scenes."""
    rows = db.session().execute(
        select(Assessment, Station)
        .join(Station, Station.id == Assessment.station_id)
        .where(
            Assessment.scene_id.in_(_scenes(kind, row_id)),
            Station.id.in_(listing(Station, "station.view").with_only_columns(Station.id)),
        )
        .order_by(Station.code, Assessment.detector, Assessment.id)
    )
    best: dict[tuple[int, str], tuple[Assessment, Station]] = {}
    for look, station in rows:
        key = (station.id, look.detector)
        if key not in best or _share(look) > _share(best[key][0]):
            best[key] = (look, station)
    return _looks(best.values())


def _looks(best: Iterable[tuple[Assessment, Station]]) -> list[dict[str, Any]]:
    way = lang.current()
    return [
        {
            "station": station_brief(station, way),
            "detector": look.detector,
            "assessed_fraction": _share(look),
            "abstained": error_json(look.abstained, look.detail.get("params") or {}, way),
        }
        for look, station in best
    ]


def _share(look: Assessment) -> float:
    return 0.0 if look.abstained else look.assessed_fraction
