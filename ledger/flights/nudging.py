"""Moving a scene on the map by metres: nothing is made anew, and it can be taken back."""

from __future__ import annotations

import math

import numpy as np
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import to_degrees, to_metres
from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock, comparison, coverage
from ledger.models import Finding, Scene, User
from ledger.scene_place import shift_of

__all__ = ["FARTHEST_M", "nudge", "shift_of"]

FARTHEST_M = 200.0
UNDECIDED = ("pending", "refly")
"""As for decisions, whose rules rest on this package and cannot be imported here."""


def nudge(
    session: Session, scene: Scene, *, east_m: float, north_m: float, actor: User, version: int
) -> None:
    """Show a scene ``east_m`` and ``north_m`` metres from where its file lies; 0, 0 takes it back.

    The stored files stay. What is undecided of the scene moves along, and detectors look again at
    the moved image, since a finding's distance to the inlet depends on it; decisions stay.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``scene.not_ready``; ``scene.changed``: another ``version`` than the caller saw.
    Refused
        ``scene.nudge_too_far``.
    """
    if not access.can(actor, "scene.edit", scene):
        raise Forbidden("review.not_allowed")
    session.refresh(scene, with_for_update=True)
    if scene.state != "ready":
        raise Conflict("scene.not_ready", state=scene.state)
    east, north = _checked(east_m, north_m)
    if shift_of(scene) == (east, north):
        return
    if scene.version != version:
        raise Conflict("scene.changed")
    before = shift_of(scene)
    carried = _carry(session, scene, east - before[0], north - before[1])
    now = clock.now(session).isoformat()
    moved = {"east_m": east, "north_m": north, "by": actor.name, "at": now}
    scene.nudge = moved if east or north else {}
    scene.version += 1
    coverage.place(session, scene, flags=scene.flags)
    chain.append(
        session,
        actor=actor,
        action="scene_nudge",
        from_state=None,
        to_state=None,
        payload={
            "scene": scene.id,
            "version": scene.version,
            "from": {"east_m": before[0], "north_m": before[1]},
            "to": {"east_m": east, "north_m": north},
            "findings": carried,
        },
    )
    comparison.detect(session, scene, actor_id=actor.id)


def _carry(session: Session, scene: Scene, east_m: float, north_m: float) -> list[int]:
    """Move the undecided findings of a scene with it; return their ids."""
    query = select(Finding).where(Finding.scene_id == scene.id, Finding.state.in_(UNDECIDED))
    step = np.array([east_m, north_m])
    findings = session.scalars(query.order_by(Finding.id).with_for_update()).all()
    for finding in findings:
        around = (finding.station.anchor.x, finding.station.anchor.y)
        metres = to_metres(finding.geom, around=around)
        moved = shapely.transform(metres, lambda xy: xy + step)
        finding.geom = to_degrees(moved, around=around)
        inner = finding.geom.representative_point()
        finding.lon, finding.lat = round(inner.x, 9), round(inner.y, 9)
        anchor = to_metres(finding.station.anchor, around=around)
        finding.distance_m = round(float(moved.distance(anchor)), 2)
    session.flush()
    return [finding.id for finding in findings]


def _checked(east_m: float, north_m: float) -> tuple[float, float]:
    east, north = round(float(east_m), 3), round(float(north_m), 3)
    away = math.hypot(east, north)
    if not away <= FARTHEST_M:
        far = round(away, 1) if math.isfinite(away) else str(away)
        raise Refused("scene.nudge_too_far", distance_m=far, limit_m=FARTHEST_M)
    return east + 0.0, north + 0.0
