"""Flights with their scene, stages and jobs, as far as the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ledger import access, flights
from ledger.models import Flight, Job, Photo, Scene, Station, StationEvent, Upload
from webapp import db, lang, security
from webapp.queries.scenes import jobs_of
from webapp.serial.flights import event_json, flight_brief, flight_json
from webapp.serial.jobs import error_json
from webapp.serial.scenes import scene_json, tiles_json

MOSAIC = "mosaic"


def flights_list(rows: Sequence[Flight]) -> list[dict[str, Any]]:
    """Return flights for a list, each with its jobs."""
    numbers = [flight.id for flight in rows]
    counted = (
        select(Photo.flight_id, func.count())
        .where(Photo.flight_id.in_(numbers))
        .group_by(Photo.flight_id)
    )
    photos = {row[0]: row[1] for row in db.session().execute(counted)}
    jobs = jobs_of("flight", numbers)
    return [
        flight_brief(flight, photos.get(flight.id, 0), lang.current())
        | {"jobs": [job for job in jobs if job["subject_id"] == flight.id]}
        for flight in rows
    ]


def flight_detail(flight: Flight) -> dict[str, Any]:
    """Return a flight with all that the caller may see of it."""
    actor = security.the_actor()
    jobs = [*jobs_of("flight", [flight.id]), *jobs_of("scene", _scene_ids(flight))]
    return flight_json(flight, lang.current()) | {
        "scene": _mosaic(flight),
        "events": _events(flight),
        "stages": [_stage(row, flight, jobs) for row in _stages(flight)],
        "jobs": jobs,
        "may": {
            "upload": access.can(actor, "flight.upload", flight),
            "edit": access.can(actor, "flight.edit", flight),
        },
    }


def _stages(flight: Flight) -> list[dict[str, Any]]:
    return flights.stages(db.session(), flight, actor=security.the_actor())


def _stage(row: dict[str, Any], flight: Flight, jobs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a stage with its job as the caller may see it, and how long that took."""
    job = db.session().get(Job, row["job_id"]) if row["job_id"] else None
    shown = next((entry for entry in jobs if job and entry["id"] == job.id), None)
    params = job.error_params if job else {}
    seconds = _receiving_s(flight) if row["stage"] == "receive" else _seconds(job)
    return {
        "key": row["stage"],
        "state": row["state"],
        "percent": row["percent"],
        "stage_text": shown["stage_text"] if shown and row["state"] == "running" else "",
        "counts": row["counts"],
        "seconds": seconds,
        "error": error_json(row["code"], params, lang.current()),
        "job": shown,
    }


def _seconds(job: Job | None) -> float | None:
    if job is None or job.started_at is None or job.ended_at is None:
        return None
    return max(0.0, (job.ended_at - job.started_at).total_seconds())


def _receiving_s(flight: Flight) -> float | None:
    """Return the time from the first byte of the newest card to its hand-over."""
    query = (
        select(func.min(Upload.created_at), Job.created_at)
        .join(Job, Job.id == Upload.job_id)
        .where(Upload.flight_id == flight.id)
        .group_by(Job.id, Job.created_at)
        .order_by(Job.id.desc())
    )
    row = db.session().execute(query.limit(1)).first()
    if row is None or not isinstance(row[0], datetime):
        return None
    return max(0.0, (row[1] - row[0]).total_seconds())


def _scene_ids(flight: Flight) -> list[int]:
    query = select(Scene.id).where(
        Scene.flight_id == flight.id, access.visible(security.the_actor(), Scene)
    )
    return list(db.session().scalars(query))


def _mosaic(flight: Flight) -> dict[str, Any] | None:
    """Return the flight's mosaic with its tiles, or None."""
    actor = security.the_actor()
    query = select(Scene).where(
        Scene.flight_id == flight.id, Scene.source_kind == MOSAIC, access.visible(actor, Scene)
    )
    scene = db.session().scalar(query.order_by(Scene.id.desc()).limit(1))
    if scene is None:
        return None
    return scene_json(scene, lang.current(), actor) | tiles_json(scene, actor.id)


def _events(flight: Flight) -> list[dict[str, Any]]:
    query = (
        select(StationEvent)
        .join(Station, Station.id == StationEvent.station_id)
        .where(
            StationEvent.flight_id == flight.id,
            access.visible(security.the_actor(), Station),
        )
        .order_by(StationEvent.distance_m)
    )
    return [event_json(event, lang.current()) for event in db.session().scalars(query)]
