"""Verification by flight: a mission over an issue's place, and the flights since it was asked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import or_, select

from geo.crs import distance_m, to_degrees, to_metres
from geo.errors import NotFound, Refused
from ledger import access, catalog, review_frame
from ledger import flights as _flights  # noqa: F401  (registers flight.*)
from ledger.models import Flight, Issue, Photo
from webapp import db, security
from webapp.fetch import fetch, listing
from webapp.queries.evidence import from_entries
from webapp.serial.moments import moment

if TYPE_CHECKING:
    from geo.mission import Mission

ASKED = "refly"
"""The step that asks for a flight."""
MOST_FLIGHTS, MOST_PHOTOS = 10, 6


def mission_over(issue: Issue, camera: str | None = None) -> Mission:
    """Return a mission over an issue's place and some ground round it (``ledger_rules.csv``).

    Raises
    ------
    Refused
        Why the mission cannot be planned (``mission.*``).
    """
    from geo import mission  # noqa: PLC0415  (loads scipy, for planning only)
    from geo.mission.cameras import DEFAULT  # noqa: PLC0415  (as above)
    from geo.mission.site import Site  # noqa: PLC0415  (as above)

    anchor = issue.station.anchor
    inlets = ((anchor.x, anchor.y),) if issue.station.kind == "air" else ()
    pixel = catalog.ledger_rule("refly_pixel")
    chosen = camera or DEFAULT
    return mission.plan(ground(issue), "grid", chosen, gsd_m=pixel, site=Site(inlets=inlets))


def ground(issue: Issue) -> Polygon:
    """Return the ground to fly over, WGS-84: one shape without holes."""
    around = (issue.point.x, issue.point.y)
    shape: BaseGeometry = issue.area if issue.area is not None else issue.point
    margin = catalog.ledger_rule("refly_margin")
    wide = to_metres(shape, around=around).convex_hull.buffer(margin, quad_segs=4)
    found = to_degrees(wide, around=around)
    assert isinstance(found, Polygon)  # noqa: S101  (a hull with a margin round it)
    return found


def flights_since(issue: Issue) -> dict[str, Any]:
    """Return when a flight was asked for, and what was flown at the station after that."""
    at = asked_at(issue)
    if at is None:
        return {"asked_at": None, "frame": None, "flights": []}
    rows = listing(Flight, "flight.view").where(
        Flight.station_id == issue.station_id, or_(Flight.flown_at > at, Flight.started_at > at)
    )
    found = db.session().scalars(rows.order_by(Flight.flown_at.desc()).limit(MOST_FLIGHTS))
    return {
        "asked_at": moment(at),
        "frame": frame_of(issue),
        "flights": [_flight(flight, issue) for flight in found],
    }


def frame_of(issue: Issue) -> dict[str, Any] | None:
    """Return the picture of the evidence to lay a new flight beside: its sha256 and its ground.

    ``lonlat`` is [a, b, c, d, e, f]: lon = ax + by + c, lat = dx + ey + f of its pixels.
    """
    placed = [entry for entry in issue.evidence if review_frame.is_placed(entry)]
    chosen = next((entry for entry in placed if entry["kind"] == "current"), None)
    entry = chosen or next(iter(placed), None)
    if entry is None:
        return None
    anchor = issue.station.anchor
    lonlat = review_frame.lonlat_affine(entry, (anchor.x, anchor.y))
    return {"sha256": entry["sha256"], "lonlat": lonlat}


def asked_at(issue: Issue) -> datetime | None:
    """Return the moment of the newest request for a flight."""
    times = [event.at for event in issue.events if event.action == ASKED]
    return times[-1] if times else None


def evidence_given(issue: Issue, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was given with a step as evidence: uploads, and photos of flights."""
    found = []
    for entry in entries:
        photo = entry.pop("photo", None)
        found += [entry | evidence_of(issue, photo)] if photo else from_entries([entry])
    return found


def evidence_of(issue: Issue, photo_id: int) -> dict[str, Any]:
    """Return a photo of such a flight as a piece of evidence.

    Raises
    ------
    NotFound
        No such photo, or not for the caller.
    Refused
        ``flight.not_evidence``: flown too high without an approval (domain rules, §6).
    """
    photo = db.session().get(Photo, photo_id)
    flight = fetch(Flight, "flight.view", id=photo.flight_id if photo else 0)
    known = {one["id"] for row in flights_since(issue)["flights"] for one in row["photos"]}
    if photo is None or photo.id not in known:
        raise NotFound("access.not_found")
    if not flight.can_be_evidence:
        raise Refused("flight.not_evidence", flight=flight.name)
    said: dict[str, Any] = {"sha256": photo.stored_sha, "mime": "image/jpeg"}
    said["filename"] = f"{flight.name} {photo.filename}".strip()
    if photo.taken_at:
        said["taken_at"] = photo.taken_at
    if photo.point is not None:
        said |= {"lon": photo.point.x, "lat": photo.point.y}
    return said


def _flight(flight: Flight, issue: Issue) -> dict[str, Any]:
    made = (one for one in flight.scenes if (one.source_kind, one.state) == ("mosaic", "ready"))
    scene = next(made, None)
    seen = scene is not None and access.can(security.the_actor(), "scene.view", scene)
    shown = sorted(_showing(flight, issue), key=lambda photo: _distance(photo, issue))
    return {
        "id": flight.id,
        "name": flight.name,
        "flown_at": moment(flight.flown_at or flight.started_at),
        "can_be_evidence": flight.can_be_evidence,
        "scene_id": scene.id if scene and seen else None,
        "photos": [_photo(photo, issue) for photo in shown[:MOST_PHOTOS]],
    }


def _showing(flight: Flight, issue: Issue) -> list[Photo]:
    """Return the photos whose ground holds the issue; where none is known, those with a place."""
    query = select(Photo).where(Photo.flight_id == flight.id, Photo.stored_sha.is_not(None))
    photos = [p for p in db.session().scalars(query) if not p.duplicate_of]
    holding = [p for p in photos if _holds(p, issue)]
    return holding or [p for p in photos if p.point is not None]


def _holds(photo: Photo, issue: Issue) -> bool:
    return photo.footprint is not None and bool(shapely.covers(photo.footprint, issue.point))


def _distance(photo: Photo, issue: Issue) -> float:
    if photo.point is None:
        return float("inf")
    return distance_m((photo.point.x, photo.point.y), (issue.point.x, issue.point.y))


def _photo(photo: Photo, issue: Issue) -> dict[str, Any]:
    return {
        "id": photo.id,
        "filename": photo.filename,
        "taken_at": moment(photo.taken_at),
        "shows_place": _holds(photo, issue),
        "distance_m": round(_distance(photo, issue)) if photo.point is not None else None,
        "url": f"/api/v1/media/{photo.stored_sha}?of=photo:{photo.id}",
    }
