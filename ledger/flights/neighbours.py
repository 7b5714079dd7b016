"""Placing a photo by its neighbours in time: on the way between them, and marked as that."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from shapely.geometry import Point
from sqlalchemy.orm import Session

from geo.crs import LonLat, distance_m
from ledger.flights.photos import UNCERTAIN, UNPLACED, locked, mark, settle
from ledger.models import Flight, Photo

BETWEEN = "photo.between_neighbours"
LONGEST_GAP_S = 60.0
LONGEST_WAY_M = 500.0
Known = tuple[datetime, LonLat]


def place_between(session: Session, flight: Flight) -> list[Photo]:
    """Place the photos without a place of their own between placed ones; return them.

    Only a gap of at most a minute and 500 m is bridged, nothing is continued beyond the first or
    the last. A second run starts from the same photos and says the same.
    """
    session.flush()
    photos = locked(session, flight)
    known = _known(photos)
    placed = []
    for photo in photos:
        if photo.placed_by not in {"", "neighbours"} or photo.taken_at is None:
            continue
        here = between(photo.taken_at, known)
        if here is not None:
            _put(photo, here)
            placed.append(photo)
        elif photo.placed_by == "neighbours":
            _lift(photo)
    session.flush()
    return placed


def between(moment: datetime, known: Sequence[Known]) -> LonLat | None:
    """Return the place at a moment on the straight way between two known ones, in time's order."""
    after = bisect_left(known, moment, key=lambda entry: entry[0])
    if after < len(known) and known[after][0] == moment:
        return known[after][1]
    if after in {0, len(known)}:
        return None
    (begun, start), (ended, end) = known[after - 1], known[after]
    gap = (ended - begun).total_seconds()
    if gap > LONGEST_GAP_S or distance_m(start, end) > LONGEST_WAY_M:
        return None
    share = (moment - begun).total_seconds() / gap
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def _known(photos: Sequence[Photo]) -> list[Known]:
    rows = [
        (photo.taken_at, (photo.point.x, photo.point.y))
        for photo in photos
        if photo.taken_at and photo.point is not None and photo.placed_by not in {"", "neighbours"}
    ]
    return sorted(rows)


def _put(photo: Photo, here: LonLat) -> None:
    photo.point, photo.placed_by = Point(*here), "neighbours"
    photo.footprint = None
    settle(photo, {"how": "neighbours"})
    mark(photo, add=(BETWEEN, UNCERTAIN), drop=(UNPLACED,))


def _lift(photo: Photo) -> None:
    """Take a place back that its neighbours do not give any more."""
    photo.point, photo.placed_by = None, ""
    settle(photo, {})
    mark(photo, add=(UNPLACED,), drop=(BETWEEN, UNCERTAIN))
