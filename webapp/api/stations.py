"""Stations, their statuses, and one station with everything around it."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from ledger import access, clock
from ledger.models import Finding, Flight, Issue, Meta, Scene, SceneStation, Station
from ledger.models.issues import ENDED
from webapp import db, lang, security
from webapp.fetch import fetch, listing
from webapp.queries.findings import findings_json
from webapp.queries.flights import flights_list
from webapp.queries.issues import issues_json
from webapp.queries.readings import readings_json
from webapp.queries.scenes import assessments_of_station
from webapp.queries.stations import around, changes
from webapp.schemas import answers, shapes
from webapp.serial.moments import moment
from webapp.serial.scenes import scene_json
from webapp.serial.stations import changes_json, station_facts, station_json

bp = Blueprint("api_stations", __name__, description="Stations and their statuses")


@bp.get("/stations")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Stations))
def list_stations() -> dict[str, Any]:
    """List every station the caller may see, with its statuses as of the service's clock."""
    session, actor = db.session(), security.the_actor()
    rows = session.scalars(listing(Station, "station.view").order_by(Station.code)).all()
    at = clock.now(session)
    context = around(session, rows, actor, at)
    demo = session.get(Meta, "demo")
    return {
        "as_of": moment(at),
        "demo": demo.value.get("set") if demo else None,
        "items": [station_json(row, context, lang.current()) for row in rows],
    }


@bp.get("/stations/<code>")
@bp.response(200)
def show_station(code: str) -> dict[str, Any]:
    """Show one station with reasons, zones, issues, findings, imagery and readings."""
    station = fetch(Station, "station.view", code=code)
    session, actor, way = db.session(), security.the_actor(), lang.current()
    at = clock.now(session)
    context = around(session, [station], actor, at)
    return (
        station_json(station, context, way)
        | station_facts(station, context, way)
        | _linked(station)
        | {
            "readings": readings_json(session, station, at)
            if access.can(actor, "reading.view", station)
            else None,
            "changes": changes_json(changes(session, station)),
        }
    )


def _linked(station: Station) -> dict[str, Any]:
    """Return what other tables hold of the station, each list as far as the caller sees it."""
    session, way = db.session(), lang.current()
    of_station = {"station_id": station.id}
    issues = listing(Issue, "issue.view").filter_by(**of_station).where(Issue.state.not_in(ENDED))
    leads = listing(Finding, "finding.view").filter_by(**of_station, state="pending")
    flights = listing(Flight, "flight.view").filter_by(**of_station).order_by(Flight.id.desc())
    shown = select(SceneStation.scene_id).filter_by(**of_station)
    scenes = listing(Scene, "scene.view").where(Scene.id.in_(shown))
    newest = scenes.order_by(Scene.taken_at.desc(), Scene.id.desc()).limit(50)
    return {
        "issues": issues_json(session.scalars(issues.order_by(Issue.found_at.desc()))),
        "findings": findings_json(session.scalars(leads.order_by(Finding.id.desc()))),
        "scenes": [
            scene_json(scene, way, security.the_actor()) for scene in session.scalars(newest)
        ],
        "flights": flights_list(session.scalars(flights.limit(20)).all()),
        "assessments": assessments_of_station(station),
    }
