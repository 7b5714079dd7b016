"""Opening a flight, and finding what was uploaded into it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger.models import Flight, Station, Upload, User
from ledger.words import cleaned


def open_flight(session: Session, *, station: Station, name: str, actor: User) -> Flight:
    """Open a flight of ``actor`` at a station; photos, logs and cards are uploaded into it.

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
