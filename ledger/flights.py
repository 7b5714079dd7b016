"""Flights: one drone card at one station, its photos stored once each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.crs import checked
from geo.errors import Conflict, NotFound, Refused
from ledger import jobs
from ledger.models import Flight, Job, Photo, Station, Upload, User
from ledger.words import cleaned, file_name
from settings import Settings

UNCERTAIN = "photo.position_uncertain"
"""A single photo's recorded position and yaw may be metres and 180° wrong."""


@dataclass(frozen=True, kw_only=True)
class PhotoRecord:
    """One photo as intake stored it."""

    sha256: str
    """Of the file as it came in."""
    filename: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    flags: Sequence[str] = ()
    stored_sha: str | None = None
    thumb_sha: str | None = None


def open_flight(session: Session, *, station: Station, name: str, actor: User) -> Flight:
    """Open a flight of ``actor`` at a station; photos and cards are uploaded into it.

    Raises
    ------
    Refused
        ``flight.no_name``.
    """
    title = cleaned(name, 128).replace("\n", " ")
    if not title:
        raise Refused("flight.no_name")
    flight = Flight(station=station, name=title, pilot_id=actor.id)
    session.add(flight)
    session.flush()
    return flight


def complete_uploads(session: Session, flight: Flight) -> list[Upload]:
    """Return the uploads of a flight that are complete and not handed on yet."""
    query = (
        select(Upload)
        .where(Upload.flight_id == flight.id, Upload.state == "complete")
        .order_by(Upload.created_at, Upload.id)
    )
    return list(session.scalars(query))


def receive_card(
    session: Session,
    settings: Settings,  # noqa: ARG001  (one signature with scenes.receive)
    flight: Flight,
    upload_ids: Sequence[str],
    *,
    actor: User,
) -> Job:
    """Hand complete uploads (photos, zipped cards) on to intake as one job.

    Raises
    ------
    NotFound
        ``upload.not_found``.
    Conflict
        ``upload.not_complete``, ``upload.not_receiving``.
    Refused
        ``flight.no_files``.
    """
    taken = [_complete(session, upload_id) for upload_id in dict.fromkeys(upload_ids)]
    if not taken:
        raise Refused("flight.no_files")
    job = jobs.enqueue(
        session,
        "card.intake",
        subject_kind="flight",
        subject_id=flight.id,
        payload={"uploads": [upload.id for upload in taken]},
        actor_id=actor.id,
    )
    for upload in taken:
        upload.state, upload.flight_id, upload.job_id = "taken", flight.id, job.id
    wait_again(session, job)
    return job


def stop(session: Session, job: Job) -> None:
    """Say of a flight whose intake was cancelled that nothing is on its way; photos stay."""
    flight = session.get(Flight, job.subject_id, with_for_update=True)
    if flight is not None and flight.state == "received":
        flight.state = "ready" if flight.photos else "cancelled"
        session.flush()


def wait_again(session: Session, job: Job) -> None:
    """Say of a flight without photos that some are on their way again."""
    flight = session.get(Flight, job.subject_id, with_for_update=True)
    if flight is not None and flight.state in {"cancelled", "refused"}:
        flight.state = "received"
    session.flush()


jobs.on_cancelled("card.intake", stop)
jobs.on_retried("card.intake", wait_again)


def store_photo(session: Session, flight: Flight, record: PhotoRecord) -> Photo:
    """Store one photo; the same bytes in the same flight are the same photo."""
    photo = _photo(session, flight, record.sha256)
    if photo is None:
        photo = Photo(flight_id=flight.id, sha256=record.sha256, filename="")
        try:
            with session.begin_nested():
                _fill(photo, record)
                session.add(photo)
        except IntegrityError:
            photo = _photo(session, flight, record.sha256)
            assert photo is not None  # noqa: S101  (the race's winner is committed)
    _fill(photo, record)
    session.flush()
    return photo


def finish(session: Session, flight: Flight, refused: Sequence[Mapping[str, Any]] = ()) -> None:
    """Close one intake of a flight: its date, and which files were refused and why.

    Parameters
    ----------
    refused : sequence of {"file", "code", "params"}
        Added to what earlier cards of the flight had; a file named again replaces its entry.
    """
    entries = {entry["file"]: entry for entry in flight.refused}
    for entry in refused:
        name = file_name(entry["file"])
        entries[name] = {"code": entry["code"], "params": dict(entry.get("params", {}))}
        entries[name]["file"] = name
    photos = session.scalars(select(Photo).where(Photo.flight_id == flight.id)).all()
    flight.refused = list(entries.values())
    flight.flown_at = min((p.taken_at for p in photos if p.taken_at), default=None)
    flight.state = "ready" if photos else "refused"
    session.flush()


def _complete(session: Session, upload_id: str) -> Upload:
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound("upload.not_found")
    if upload.state == "receiving":
        raise Conflict("upload.not_complete", offset=upload.offset, length=upload.length)
    if upload.state != "complete":
        raise Conflict("upload.not_receiving", state=upload.state)
    return upload


def _photo(session: Session, flight: Flight, sha256: str) -> Photo | None:
    return session.scalar(select(Photo).where(Photo.flight_id == flight.id, Photo.sha256 == sha256))


def _fill(photo: Photo, record: PhotoRecord) -> None:
    photo.filename = file_name(record.filename)
    photo.taken_at = record.taken_at
    placed = record.lon is not None and record.lat is not None
    photo.point = Point(*checked((record.lon, record.lat))) if placed else None  # type: ignore[arg-type]
    photo.facts = dict(record.facts)
    marks = [UNCERTAIN] if placed else []
    photo.flags = list(dict.fromkeys([*record.flags, *marks]))
    photo.stored_sha, photo.thumb_sha = record.stored_sha, record.thumb_sha
