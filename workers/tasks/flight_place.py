"""``flight.place``: photos that do not know their place get one; then coverage and near hours.

Places come from the log (by the camera's clock, or a video's own time), else from the neighbours
in time; what a person or the mosaic said is never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagery.quality import duplicates
from ledger import flights
from ledger.flights import GroundRecord
from ledger.flights.fixing import FROM_LOG
from ledger.flights.placing import OUTDATED
from ledger.models import Flight, FlightLog, Job, Photo
from workers import card_logs, flight_frames, flight_logs
from workers.context import Context
from workers.flight_ground import ground_for
from workers.flight_logs import Flown

PLACED = ("gps", "ties")
"""Photos whose place is their own, so that it tells of the camera's clock and the drone."""
Track = list[tuple[datetime, float, float]]


def run(ctx: Context, job: Job) -> None:
    """Place the photos of one flight and say what follows from that."""
    with ctx.reading() as session:
        flight = session.get(Flight, job.subject_id)
        if flight is None:
            return
        anchor = flight.station.anchor
        rows = _rows(session, FlightLog, job)
        photos = _rows(session, Photo, job)
        session.expunge_all()
    ctx.stage("stage.logs", 5)
    places = [(anchor.x, anchor.y), *((lon, lat) for _at, lon, lat in _timed(photos))]
    flown = flight_logs.read_all(ctx, [r for r in rows if not flights.is_plan(r)], places)
    flown = [flight_logs.clocked(one, _timed(photos)) for one in flown]
    ctx.stage("stage.place", 50)
    with ctx.writing() as session:
        _place(session, session.get_one(Flight, job.subject_id), flown)
    grounds = _grounds(ctx, job)
    ctx.stage("stage.coverage", 70)
    with ctx.finishing() as session:
        flight = session.get_one(Flight, job.subject_id, with_for_update=True)
        ctx.result = _settle(session, flight, grounds, [one.track for one in flown if one.track])


def _rows(session: Session, model: Any, job: Job) -> Sequence[Any]:
    return session.scalars(
        select(model).where(model.flight_id == job.subject_id).order_by(model.id)
    ).all()


def _timed(photos: Sequence[Photo]) -> Track:
    """Return the photos that know both where and when they were taken."""
    return [
        (photo.taken_at, photo.point.x, photo.point.y)
        for photo in sorted(photos, key=lambda p: (p.taken_at is None, p.taken_at, p.id))
        if photo.taken_at and photo.point is not None and photo.placed_by in PLACED
    ]


def _place(session: Session, flight: Flight, flown: Sequence[Flown]) -> None:
    """Write what the logs say of clock and places, then what the neighbours say."""
    flight.clock_offset = flight_logs.best_clock(flown)
    for one in flown:
        if one.order:
            record = card_logs.record_of(one.log, one.filename)
            flights.settle_order(flights.store_log(session, flight, record), one.order)
    offset = flight.clock_offset.get("seconds")
    photos = flights.locked_photos(session, flight)
    for photo in photos:
        if photo.placed_by in FROM_LOG:
            _place_by_log(session, photo, flown, offset)
    flights.place_between(session, flight)
    flights.mark_duplicates(session, flight, _copies(photos))


def _place_by_log(
    session: Session, photo: Photo, flown: Sequence[Flown], offset_s: float | None
) -> None:
    video = photo.facts.get("video")
    notes: tuple[str, ...] = ()
    if video:
        seconds = float(photo.facts.get("video_offset_s", 0.0))
        point = flight_logs.where_in_video(flown, video, seconds)
    else:
        found = flight_logs.where(flown, photo.taken_at, offset_s) if photo.taken_at else None
        point, notes = found or (None, ())
    if point is None:
        return
    yaw = point.yaw_deg if point.gimbal_yaw_deg is None else point.gimbal_yaw_deg
    pose = {"height_m": point.height_agl_m, "yaw_deg": yaw, "pitch_deg": point.gimbal_pitch_deg}
    flights.place_by_log(session, photo, lon=point.lon, lat=point.lat, pose=pose, notes=notes)
    if video and photo.taken_at is None:
        photo.taken_at = point.at


def _copies(photos: Sequence[Photo]) -> Mapping[int, int]:
    """Return photo -> first photo of the same picture."""
    ordered = sorted(photos, key=lambda p: (p.taken_at is None, p.taken_at, p.id))
    entries = [
        (
            str(photo.id),
            str(photo.facts.get("look_hash") or ""),
            photo.taken_at,
            None if photo.point is None else (photo.point.x, photo.point.y),
        )
        for photo in ordered
    ]
    return {int(copy): int(first) for copy, first in duplicates(entries).items()}


def _grounds(ctx: Context, job: Job) -> dict[int, tuple[int, GroundRecord]]:
    """Work out the ground of photos whose pose is not the one their file came with."""
    with ctx.reading() as session:
        photos = [photo for photo in _rows(session, Photo, job) if _stale(photo)]
        return {photo.id: (photo.version, ground_for(photo)) for photo in photos}


def _stale(photo: Photo) -> bool:
    return photo.placed_by == "log" or OUTDATED in photo.flags


def _settle(
    session: Session,
    flight: Flight,
    grounds: Mapping[int, tuple[int, GroundRecord]],
    tracks: Sequence[Track],
) -> dict[str, Any]:
    """Write grounds, summary, checks, coverage and near hours; ask for a mosaic if it is due."""
    for photo in flights.locked_photos(session, flight):
        version, ground = grounds.get(photo.id, (0, None))
        if ground is not None and version == photo.version:
            flights.show_ground(session, photo, ground)
    flights.summarise(session, flight)
    checks = flights.recheck(session, flight)
    flights.store_coverage(session, flight)
    events = flights.drone_near(session, flight, [*tracks, *_of_photos(flight, bool(tracks))])
    due = flight_frames.mosaic_due(flight)
    if due:
        flights.mosaic_again(session, flight)
    return {"checks": checks, "near": [event.station_id for event in events], "mosaic": due}


def _of_photos(flight: Flight, logged: bool) -> list[Track]:  # noqa: FBT001
    """Return the photos as a track by the logs' clock; none when that clock is not known."""
    seconds = flight.clock_offset.get("seconds")
    if logged and seconds is None:
        return []
    late = timedelta(seconds=seconds or 0.0)
    return [[(moment + late, lon, lat) for moment, lon, lat in _timed(flight.photos)]]
