"""A finding that the machine missed: drawn on a scene by a named person, a lead like any other."""

from __future__ import annotations

import hashlib
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, catalog, chain, place, review_evidence, review_geometry, review_papers
from ledger.acceptance import checked_type
from ledger.models import Finding, Scene, SceneStation, Station, User
from ledger.sensitive import is_sensitive
from ledger.words import cleaned

DETECTOR, VERSION = "person", "1"
FARTHEST_M = 3000.0
"""The largest context of any sign is 1 km; what lies farther belongs to another station."""
GONE = ("rejected", "withdrawn")


def draw(
    session: Session,
    *,
    scene: Scene,
    station: Station,
    actor: User,
    code: str,
    geometry: Any,
    note: str = "",
) -> Finding:
    """Write a finding of a person; it waits for a decision as the machine's do.

    A worker cuts its pictures; until then those of another finding that show the place serve.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``scene.not_ready``; ``finding.drawn_known``: the place is a finding of this type already.
    Refused
        ``finding.unknown_code``, ``finding.wrong_kind``, ``finding.shape_*``,
        ``finding.drawn_far``, ``finding.drawn_not_shown``.
    """
    if scene.state != "ready":
        raise Conflict("scene.not_ready", state=scene.state)
    kind = checked_type(code, station)
    shape = review_geometry.simple(review_geometry.polygon_of(geometry))
    link = _link(scene, station, shape)
    finding = _row(scene, station, kind.code, shape)
    finding.assessed_fraction = link.covered
    finding.drawn_by_id = actor.id
    finding.detail |= {"note": words} if (words := cleaned(note)) else {}
    _must_be_allowed(session, finding, actor)
    _must_be_new(session, finding, shape, station)
    session.add(finding)
    session.flush()
    pictures = review_evidence.pictures_of(session, scene, station, shape, apart_from=finding.id)
    finding.evidence, finding.reference_id = pictures.entries, pictures.reference_id
    _record(session, finding, shape, actor)
    review_papers.ask_pictures(session, finding, actor=actor)
    return finding


def _link(scene: Scene, station: Station, shape: BaseGeometry) -> SceneStation:
    review_geometry.inside(shape, scene)
    link = next((one for one in scene.station_links if one.station_id == station.id), None)
    if link is None:
        raise Refused("finding.drawn_not_shown", scene=scene.id)
    far = review_geometry.measured(shape, station).distance_m
    if far > FARTHEST_M:
        raise Refused("finding.drawn_far", distance_m=round(far), limit_m=round(FARTHEST_M))
    return link


def _row(scene: Scene, station: Station, code: str, shape: BaseGeometry) -> Finding:
    size = review_geometry.measured(shape, station)
    return Finding(
        key=_key(scene, station, code, shape),
        scene_id=scene.id,
        station_id=station.id,
        detector=DETECTOR,
        detector_version=VERSION,
        code=code,
        sign=_sign(code, station),
        geom=shape,
        lon=size.lon,
        lat=size.lat,
        confidence=1.0,
        area_m2=size.area_m2,
        distance_m=size.distance_m,
        detail={},
        withheld=is_sensitive(code),
        origin="person",
    )


def _sign(code: str, station: Station) -> str:
    """Return the first visible sign that leads to an issue type at this kind of station."""
    kinds = {station.kind, "both"}
    found = (s.sign for s in catalog.signs() if code in s.issue_code and s.station_type in kinds)
    return next(found, "")


def _key(scene: Scene, station: Station, code: str, shape: BaseGeometry) -> str:
    parts = [
        scene.sha256,
        DETECTOR,
        station.code,
        code,
        shapely.to_wkb(shape.normalize(), hex=True),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _must_be_allowed(session: Session, finding: Finding, actor: User) -> None:
    """Refuse before anything is said of what is there: a withheld finding must not show."""
    with session.no_autoflush:
        session.add(finding)  # the rights ask the session for the finding's station
        allowed = access.can(actor, "finding.review", finding)
        session.expunge(finding)
    if not allowed:
        raise Forbidden("review.not_allowed")


def _must_be_new(session: Session, finding: Finding, shape: BaseGeometry, station: Station) -> None:
    """One place is one finding; what was rejected or withdrawn there may be drawn again."""
    known = place.known(session, finding.key)
    same = place.seen_before(session, station, finding.code, shape, fresh=[])
    if known is None and (same is None or same.state in GONE):
        return
    raise Conflict("finding.drawn_known", finding=known or (same.id if same else 0))


def _record(session: Session, finding: Finding, shape: BaseGeometry, actor: User) -> None:
    session.flush()
    chain.append(
        session,
        actor=actor,
        action="draw",
        finding=finding,
        from_state=None,
        to_state=finding.state,
        payload={
            "code": finding.code,
            "scene": finding.scene_id,
            "area_m2": finding.area_m2,
            "geometry": shapely.geometry.mapping(shape),
            "note": finding.detail.get("note", ""),
        },
    )
