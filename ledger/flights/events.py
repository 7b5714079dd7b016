"""A flight is a data-quality event: hours in which the drone was near an air station's inlet.

Rotor wash moves the dust that the station counts (domain rules, §8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat, to_metres
from ledger.deadlines import CITY_TIME
from ledger.models import Flight, Station, StationEvent
from ledger.spatial import intersects

DRONE_NEAR = "drone_near"
NEAR_M = 100.0
LONGEST_STEP_S = 60.0
"""Between two moments further apart than this the drone may have been anywhere."""
_MARGIN_DEG = 0.002
_CLOSE_DEG = 0.5

Floats = NDArray[np.float64]
Moment = tuple[datetime, float, float]
"""When (aware), longitude, latitude."""
Track = Sequence[Moment]


@dataclass(frozen=True)
class Pass:
    """One time the drone came near."""

    started_at: datetime
    ended_at: datetime
    distance_m: float


def drone_near(session: Session, flight: Flight, tracks: Sequence[Track]) -> list[StationEvent]:
    """Write one event for every air station the drone came within 100 m of, over ground.

    Parameters
    ----------
    tracks : sequence of tracks
        Each in time's order: of the logs, or of the photos where there is no log.

    Returns
    -------
    list of StationEvent
        What the flight did says the same however often this runs; what an earlier run said and
        the tracks do not say any more is removed.
    """
    rows = select(StationEvent).where(
        StationEvent.flight_id == flight.id, StationEvent.kind == DRONE_NEAR
    )
    before = {event.station_id: event for event in session.scalars(rows)}
    events = []
    for station in _stations(session, tracks):
        anchor = (station.anchor.x, station.anchor.y)
        near = [one for track in tracks for one in passes(track, anchor)]
        if near:
            event = before.pop(station.id, None) or _new(session, flight, station)
            _fill(event, near)
            events.append(event)
    for gone in before.values():
        session.delete(gone)
    session.flush()
    return events


def passes(track: Track, anchor: LonLat, *, within_m: float = NEAR_M) -> list[Pass]:
    """Return when a track was within a distance of a place, the way between moments included."""
    if not track:
        return []
    places = _metres(track, anchor)
    away = np.linalg.norm(places, axis=1)
    found = [
        Pass(track[n][0], track[n][0], float(away[n]))
        for n in np.flatnonzero(away <= within_m).tolist()
    ]
    return found + _on_the_way(track, places, within_m)


def hours_of(found: Iterable[Pass]) -> list[str]:
    """Return the clock hours (local time, named by their beginning) that passes fall into."""
    hours: set[str] = set()
    for one in found:
        hour = one.started_at.astimezone(CITY_TIME).replace(minute=0, second=0, microsecond=0)
        while hour <= one.ended_at:
            hours.add(hour.strftime("%Y-%m-%dT%H"))
            hour += timedelta(hours=1)
    return sorted(hours)


def _stations(session: Session, tracks: Sequence[Track]) -> list[Station]:
    """Return the air stations that a track may have come near."""
    points = [(lon, lat) for track in tracks for _at, lon, lat in track]
    if not points:
        return []
    west, south, east, north = shapely.MultiPoint(points).bounds
    wide = _MARGIN_DEG / max(0.05, math.cos(math.radians(max(abs(south), abs(north)))))
    box = (west - wide, south - _MARGIN_DEG, east + wide, north + _MARGIN_DEG)
    query = select(Station).where(Station.kind == "air", intersects(Station.anchor, box))
    return list(session.scalars(query.order_by(Station.id)))


def _metres(track: Track, anchor: LonLat) -> Floats:
    """Return the track in metres from the anchor, NaN where that is far away."""
    degrees = np.array([(lon, lat) for _at, lon, lat in track], dtype=float)
    close = (np.abs(degrees - anchor) < _CLOSE_DEG).all(axis=1)
    places = np.full((len(track), 2), np.nan)
    if close.any():
        there = to_metres(shapely.MultiPoint(degrees[close]), around=anchor)
        origin = to_metres(shapely.Point(*anchor), around=anchor)
        places[close] = shapely.get_coordinates(there) - (origin.x, origin.y)
    return places


def _on_the_way(track: Track, places: Floats, within_m: float) -> list[Pass]:
    """Return where the straight ways between moments cut the circle around the anchor."""
    start, way = places[:-1], np.diff(places, axis=0)
    seconds = np.array([(b[0] - a[0]).total_seconds() for a, b in pairwise(track)])
    square, along = (way**2).sum(axis=1), (start * way).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = -along / square
        half = np.sqrt(middle**2 - ((start**2).sum(axis=1) - within_m**2) / square)
        enter, leave = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
        nearest = np.linalg.norm(start + np.clip(middle, 0, 1)[:, None] * way, axis=1)
        cut = (leave > enter) & (seconds > 0) & (seconds <= LONGEST_STEP_S)
    return [
        Pass(_after(track[n], enter[n] * seconds[n]), _after(track[n], leave[n] * seconds[n]), near)
        for n, near in ((n, float(nearest[n])) for n in np.flatnonzero(cut).tolist())
    ]


def _after(moment: Moment, seconds: float) -> datetime:
    return moment[0] + timedelta(seconds=float(seconds))


def _new(session: Session, flight: Flight, station: Station) -> StationEvent:
    event = StationEvent(flight_id=flight.id, station_id=station.id, kind=DRONE_NEAR)
    session.add(event)
    return event


def _fill(event: StationEvent, near: Sequence[Pass]) -> None:
    event.started_at = min(one.started_at for one in near)
    event.ended_at = max(one.ended_at for one in near)
    event.distance_m = round(min(one.distance_m for one in near), 1)
    event.hours = hours_of(near)
