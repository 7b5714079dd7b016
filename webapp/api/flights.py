"""Flights: open one, upload its photos by tus, finish it."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from ledger import flights
from ledger.models import Flight, Station
from webapp import config, db, lang, security
from webapp.fetch import allow, fetch, listing
from webapp.queries.scenes import flights_json
from webapp.schemas import answers
from webapp.schemas.scenes import NewFlight, SceneQuery
from webapp.serial.jobs import job_json

bp = Blueprint("api_flights", __name__, description="Drone flights and their photos")


@bp.get("/flights")
@bp.arguments(SceneQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(answers.Flights))
def list_flights(query: dict[str, Any]) -> dict[str, Any]:
    """List the flights the caller may see, newest first."""
    rows = listing(Flight, "flight.view").order_by(Flight.id.desc()).limit(query["limit"])
    if code := query.get("station"):
        rows = rows.where(Flight.station_id.in_(select(Station.id).where(Station.code == code)))
    return {"items": flights_json(db.session().scalars(rows).all())}


@bp.post("/flights")
@bp.arguments(NewFlight)
@bp.response(201)
@bp.doc(**answers.answers(answers.Flight, 201))
def open_flight(new: dict[str, str]) -> dict[str, Any]:
    """Open a flight at a station; its photos are uploaded with ``flight`` in their metadata."""
    station = fetch(Station, "station.view", code=new["station"])
    allow("flight.upload", station)
    flight = flights.open_flight(
        db.session(), station=station, name=new["name"], actor=security.the_actor()
    )
    db.session().flush()
    return flights_json([flight])[0]


@bp.get("/flights/<int:flight_id>")
@bp.response(200)
@bp.doc(**answers.answers(answers.Flight))
def show_flight(flight_id: int) -> dict[str, Any]:
    """Show one flight with its photos."""
    return flights_json([fetch(Flight, "flight.view", id=flight_id)])[0]


@bp.post("/flights/<int:flight_id>/finish")
@bp.response(200)
@bp.doc(**answers.answers(answers.Started))
def finish_flight(flight_id: int) -> dict[str, Any]:
    """Take in the photos that were uploaded for the flight."""
    flight, actor = fetch(Flight, "flight.upload", id=flight_id), security.the_actor()
    ids = [upload.id for upload in flights.complete_uploads(db.session(), flight)]
    job = flights.receive_card(db.session(), config.current(), flight, ids, actor=actor)
    return {"job": job_json(job, lang.current(), actor)}
