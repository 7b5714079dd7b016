"""Asking for the long work on a flight; a job that still waits will see the newest rows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import jobs
from ledger.models import Flight, Job

PLACE, MOSAIC = "flight.place", "flight.mosaic"


def place(session: Session, flight: Flight, *, actor_id: int | None = None) -> Job:
    """Have a flight's photos placed, its coverage and its nearness to stations worked out."""
    return _once(session, PLACE, flight, actor_id)


def mosaic(session: Session, flight: Flight, *, actor_id: int | None = None) -> Job:
    """Have a mosaic made of a flight's photos, again if there was one."""
    return _once(session, MOSAIC, flight, actor_id)


def _once(session: Session, kind: str, flight: Flight, actor_id: int | None) -> Job:
    waiting = session.scalar(
        select(Job).where(
            Job.kind == kind,
            Job.subject_kind == "flight",
            Job.subject_id == flight.id,
            Job.state == "queued",
        )
    )
    return waiting or jobs.enqueue(
        session,
        kind,
        subject_kind="flight",
        subject_id=flight.id,
        actor_id=flight.pilot_id if actor_id is None else actor_id,
    )
