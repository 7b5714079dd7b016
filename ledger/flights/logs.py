"""The logs of a flight: each once, and what they say together of track, height and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.errors import Forbidden, Refused
from ledger import access, chain
from ledger.flights import work
from ledger.models import Flight, FlightLog, Photo, User
from ledger.words import cleaned, file_name

ORDER_BY_PLACES = "flight.order_by_places"
PLANS = ("plan", "waypoints")
"""Kinds of log that say what was to be flown, not what was."""


@dataclass(frozen=True, kw_only=True)
class LogRecord:
    """One log as intake read it; ``track`` is a GeoJSON LineString in WGS-84 or None."""

    sha256: str
    filename: str
    kind: str
    points: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    track: Mapping[str, Any] | None = None
    profile: Sequence[Mapping[str, Any]] = ()
    max_height_m: float | None = None
    """Over all points, not only those of the profile."""


def store_log(session: Session, flight: Flight, record: LogRecord) -> FlightLog:
    """Store one log; the same bytes in the same flight are the same log."""
    log = _log(session, flight, record.sha256)
    if log is None:
        log = FlightLog(flight_id=flight.id, sha256=record.sha256, filename="", kind=record.kind)
        try:
            with session.begin_nested():
                _fill(log, record)
                session.add(log)
        except IntegrityError:
            log = _log(session, flight, record.sha256)
            assert log is not None  # noqa: S101  (the race's winner is committed)
    _fill(log, record)
    if record.max_height_m is not None and not is_plan(log):
        flight.max_height_m = max(record.max_height_m, flight.max_height_m or record.max_height_m)
    session.flush()
    return log


def answer_order(session: Session, log: FlightLog, order: str, *, actor: User) -> None:
    """Say in which order a log writes its coordinates; its flight is placed again with that.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Refused
        ``flight.order_not_asked``: the log proves its order, or ``order`` is none it asked for.
    """
    if not access.can(actor, "flight.edit", log.flight):
        raise Forbidden("review.not_allowed")
    session.refresh(log, with_for_update=True)
    if log.order == order:
        return
    if order not in log.asked:
        raise Refused("flight.order_not_asked", order=cleaned(order, 16))
    log.order = order
    log.reasons = [code for code in log.reasons if code != ORDER_BY_PLACES]
    chain.append(
        session,
        actor=actor,
        action="log_order",
        from_state=None,
        to_state=None,
        payload={"flight": log.flight_id, "log": log.id, "sha256": log.sha256, "order": order},
    )
    work.place(session, log.flight, actor_id=actor.id)


def settle_order(log: FlightLog, order: str) -> None:
    """Take an order that known places prove; a person's answer stands before it."""
    if not log.order:
        log.order = order
        log.reasons = [*log.reasons, ORDER_BY_PLACES]


def is_plan(log: FlightLog) -> bool:
    """Whether a log says what was to be flown, not what was."""
    return log.kind in PLANS


def summarise(session: Session, flight: Flight) -> None:
    """Bring track, profile, times and greatest height of a flight up to date.

    The longest flown log gives track and profile; without one the photos in their order in time.
    """
    logs = [log for log in _logs(session, flight) if not is_plan(log)]
    photos = list(session.scalars(select(Photo).where(Photo.flight_id == flight.id)))
    longest = max((log for log in logs if log.track is not None), key=_points, default=None)
    if longest is not None:
        flight.track, flight.profile = longest.track, list(longest.profile)
    else:
        flight.track, flight.profile = _through(photos)
    times = [m for log in logs for m in (log.started_at, log.ended_at) if m]
    times = times or [photo.taken_at for photo in photos if photo.taken_at]
    flight.started_at, flight.ended_at = min(times, default=None), max(times, default=None)
    flight.flown_at = flight.flown_at or flight.started_at
    heights = [h for photo in photos if (h := height_of(photo)) is not None]
    known = [flight.max_height_m] if flight.max_height_m is not None else []
    flight.max_height_m = max([*known, *heights], default=None)
    session.flush()


def height_of(photo: Photo) -> float | None:
    """Return a photo's height above the take-off point in metres, as it says itself."""
    value = photo.facts.get("height_agl_m")
    return float(value) if isinstance(value, int | float) else None


def _points(log: FlightLog) -> int:
    return log.points


def _through(photos: Sequence[Photo]) -> tuple[BaseGeometry | None, list[dict[str, Any]]]:
    placed = [p for p in photos if p.point is not None and p.taken_at is not None]
    placed.sort(key=lambda photo: (photo.taken_at, photo.id))
    if len(placed) < 2:
        return None, []
    start = placed[0].taken_at
    profile = [
        {
            "t_s": (photo.taken_at - start).total_seconds(),  # type: ignore[operator]
            "lon": photo.point.x,  # type: ignore[union-attr]
            "lat": photo.point.y,  # type: ignore[union-attr]
            "height_m": height_of(photo),
            "speed_m_s": None,
        }
        for photo in placed
    ]
    return LineString([(step["lon"], step["lat"]) for step in profile]), profile


def _log(session: Session, flight: Flight, sha256: str) -> FlightLog | None:
    query = select(FlightLog).where(FlightLog.flight_id == flight.id, FlightLog.sha256 == sha256)
    return session.scalar(query)


def _logs(session: Session, flight: Flight) -> list[FlightLog]:
    query = select(FlightLog).where(FlightLog.flight_id == flight.id).order_by(FlightLog.id)
    return list(session.scalars(query))


def _fill(log: FlightLog, record: LogRecord) -> None:
    log.filename, log.kind = file_name(record.filename), record.kind
    log.points, log.dropped = record.points, dict(record.dropped)
    kept = [ORDER_BY_PLACES] if ORDER_BY_PLACES in (log.reasons or []) else []
    log.reasons = [*record.reasons, *kept]
    # What was asked stays with its answer: a person may answer otherwise later.
    log.asked = dict(record.asked) or log.asked or {}
    log.started_at, log.ended_at = record.started_at, record.ended_at
    log.track = shape(record.track) if record.track else None
    log.profile = [dict(step) for step in record.profile]
