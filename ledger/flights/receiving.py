"""Handing uploads on to intake, and closing one intake of a flight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, NotFound, Refused
from ledger import jobs
from ledger.models import Flight, FlightLog, Job, Photo, Upload, User
from ledger.words import file_name
from settings import Settings


def receive_card(
    session: Session,
    settings: Settings,  # noqa: ARG001  (one signature with scenes.receive)
    flight: Flight,
    upload_ids: Sequence[str],
    *,
    actor: User,
) -> Job:
    """Hand complete uploads (photos, logs, videos, zipped cards) on to intake as one job.

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
    """Say of a flight whose intake was cancelled that nothing is on its way; what came stays."""
    flight = session.get(Flight, job.subject_id, with_for_update=True)
    if flight is not None and flight.state == "received":
        flight.state = "ready" if has_files(session, flight) else "cancelled"
        session.flush()


def wait_again(session: Session, job: Job) -> None:
    """Say of a flight without files that some are on their way again."""
    flight = session.get(Flight, job.subject_id, with_for_update=True)
    if flight is not None and flight.state in {"cancelled", "refused"}:
        flight.state = "received"
    session.flush()


jobs.on_cancelled("card.intake", stop)
jobs.on_retried("card.intake", wait_again)


def finish(session: Session, flight: Flight, refused: Sequence[Mapping[str, Any]] = ()) -> None:
    """Close one intake of a flight: its date, which files were refused and why.

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
    flight.refused = list(entries.values())
    photos = session.scalars(select(Photo).where(Photo.flight_id == flight.id)).all()
    logs = session.scalars(select(FlightLog).where(FlightLog.flight_id == flight.id)).all()
    taken = [p.taken_at for p in photos if p.taken_at]
    flight.flown_at = min(taken or [log.started_at for log in logs if log.started_at], default=None)
    flight.state = "ready" if photos or logs else "refused"
    session.flush()


def has_files(session: Session, flight: Flight) -> bool:
    """Whether a flight holds a photo or a log."""
    of = ((model.id, model.flight_id) for model in (Photo, FlightLog))
    return any(session.scalar(select(id_).where(owner == flight.id).limit(1)) for id_, owner in of)


def _complete(session: Session, upload_id: str) -> Upload:
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound("upload.not_found")
    if upload.state == "receiving":
        raise Conflict("upload.not_complete", offset=upload.offset, length=upload.length)
    if upload.state != "complete":
        raise Conflict("upload.not_receiving", state=upload.state)
    return upload
