"""Flights: open one, upload its files by tus, finish it; its record, its frames' places."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from ledger import flights
from ledger.models import Flight, FlightLog, Photo, Scene, Station
from webapp import config, db, lang, security
from webapp.fetch import allow, fetch, listing
from webapp.queries.flights import flight_detail, flights_list
from webapp.queries.heights import heights_json
from webapp.schemas import answers, flight_answers
from webapp.schemas import flights as asked
from webapp.schemas.scenes import NewFlight, SceneQuery
from webapp.serial.jobs import job_json

bp = Blueprint("api_flights", __name__, description="Drone flights and their photos")


@bp.get("/flights")
@bp.arguments(SceneQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flights))
def list_flights(query: dict[str, Any]) -> dict[str, Any]:
    """List the flights the caller may see, newest first."""
    rows = listing(Flight, "flight.view").order_by(Flight.id.desc()).limit(query["limit"])
    if code := query.get("station"):
        rows = rows.where(Flight.station_id.in_(select(Station.id).where(Station.code == code)))
    return {"items": flights_list(db.session().scalars(rows).all())}


@bp.post("/flights")
@bp.arguments(NewFlight)
@bp.response(201)
@bp.doc(**answers.answers(flight_answers.Flight, 201))
def open_flight(new: dict[str, str]) -> dict[str, Any]:
    """Open a flight at a station; its files are uploaded with ``flight`` in their metadata."""
    station = fetch(Station, "station.view", code=new["station"])
    allow("flight.upload", station)
    flight = flights.open_flight(
        db.session(), station=station, name=new["name"], actor=security.the_actor()
    )
    db.session().flush()
    return flight_detail(flight)


@bp.get("/flights/<int:flight_id>")
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flight))
def show_flight(flight_id: int) -> dict[str, Any]:
    """Show one flight: photos, logs, coverage, mosaic, record, stages."""
    return flight_detail(fetch(Flight, "flight.view", id=flight_id))


@bp.post("/flights/<int:flight_id>/finish")
@bp.response(200)
@bp.doc(**answers.answers(answers.Started))
def finish_flight(flight_id: int) -> dict[str, Any]:
    """Take in the files that were uploaded for the flight."""
    flight, actor = fetch(Flight, "flight.upload", id=flight_id), security.the_actor()
    ids = [upload.id for upload in flights.complete_uploads(db.session(), flight)]
    job = flights.receive_card(db.session(), config.current(), flight, ids, actor=actor)
    return {"job": job_json(job, lang.current(), actor)}


@bp.put("/flights/<int:flight_id>/record")
@bp.arguments(asked.RecordChanges)
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flight))
def save_record(changes: dict[str, Any], flight_id: int) -> dict[str, Any]:
    """Fill in the flight record; the checks that follow from it are in the answer."""
    flight, actor = fetch(Flight, "flight.edit", id=flight_id), security.the_actor()
    flights.save_record(
        db.session(), flight, changes["record"], actor=actor, version=changes["version"]
    )
    return flight_detail(flight)


@bp.post("/flights/<int:flight_id>/photos/<int:photo_id>/place")
@bp.arguments(asked.PhotoPlace)
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flight))
def place_photo(place: dict[str, Any], flight_id: int, photo_id: int) -> dict[str, Any]:
    """Place a photo by hand: where it was taken, or through three and more points it shows."""
    flight = fetch(Flight, "flight.edit", id=flight_id)
    photo = fetch(Photo, "flight.edit", id=photo_id, flight_id=flight.id)
    actor, version = security.the_actor(), place.get("version")
    if points := place.get("points"):
        flights.place_through(db.session(), photo, points, actor=actor, version=version)
    else:
        flights.place_at(
            db.session(),
            photo,
            lon=place["lon"],
            lat=place["lat"],
            yaw_deg=place.get("yaw_deg"),
            actor=actor,
            version=version,
        )
    return flight_detail(flight)


@bp.post("/flights/<int:flight_id>/logs/<int:log_id>/order")
@bp.arguments(asked.Order)
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flight))
def answer_order(answer: dict[str, str], flight_id: int, log_id: int) -> dict[str, Any]:
    """Say in which order a log writes its coordinates, where the log does not prove it."""
    flight = fetch(Flight, "flight.edit", id=flight_id)
    log = fetch(FlightLog, "flight.edit", id=log_id, flight_id=flight.id)
    flights.answer_order(db.session(), log, answer["order"], actor=security.the_actor())
    return flight_detail(flight)


@bp.post("/flights/<int:flight_id>/mosaic")
@bp.response(200)
@bp.doc(**answers.answers(answers.Started))
def mosaic_again(flight_id: int) -> dict[str, Any]:
    """Have the mosaic made again, with what is known of the frames now."""
    flight, actor = fetch(Flight, "flight.edit", id=flight_id), security.the_actor()
    job = flights.mosaic_again(db.session(), flight, actor_id=actor.id)
    return {"job": job_json(job, lang.current(), actor)}


@bp.put("/flights/<int:flight_id>/surface")
@bp.arguments(asked.SurfaceScene)
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Flight))
def name_surface(named: dict[str, Any], flight_id: int) -> dict[str, Any]:
    """Take an uploaded scene for the flight's surface model, or take that back."""
    flight, actor = fetch(Flight, "flight.edit", id=flight_id), security.the_actor()
    scene = fetch(Scene, "scene.view", id=named["scene"]) if named["scene"] else None
    flights.name_surface(db.session(), flight, scene, actor=actor)
    return flight_detail(flight)


@bp.post("/flights/<int:flight_id>/heights")
@bp.arguments(asked.HeightPlaces)
@bp.response(200)
@bp.doc(**answers.answers(flight_answers.Heights))
def read_heights(query: dict[str, Any], flight_id: int) -> dict[str, Any]:
    """Read heights off the flight's surface model; changes nothing."""
    return heights_json(fetch(Flight, "flight.view", id=flight_id), query["places"])
