"""Moving a scene on the map by metres: nothing is made anew, and it can be taken back."""

from __future__ import annotations

import math

from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock, comparison
from ledger.models import Scene, User

FARTHEST_M = 200.0


def nudge(
    session: Session, scene: Scene, *, east_m: float, north_m: float, actor: User, version: int
) -> None:
    """Show a scene ``east_m`` and ``north_m`` metres from where its file lies; 0, 0 takes it back.

    The stored files stay; detectors look again at the moved image, since a finding's distance
    to the inlet depends on it.

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
    before = dict(scene.nudge)
    now = clock.now(session).isoformat()
    moved = {"east_m": east, "north_m": north, "by": actor.name, "at": now}
    scene.nudge = moved if east or north else {}
    scene.version += 1
    chain.append(
        session,
        actor=actor,
        action="scene_nudge",
        from_state=None,
        to_state=None,
        payload={
            "scene": scene.id,
            "version": scene.version,
            "from": {key: before.get(key, 0) for key in ("east_m", "north_m")},
            "to": {"east_m": east, "north_m": north},
        },
    )
    comparison.detect(session, scene, actor_id=actor.id)


def shift_of(scene: Scene) -> tuple[float, float]:
    """Return how far east and north a scene is shown from where its file lies, in metres."""
    return float(scene.nudge.get("east_m", 0.0)), float(scene.nudge.get("north_m", 0.0))


def _checked(east_m: float, north_m: float) -> tuple[float, float]:
    east, north = round(float(east_m), 3), round(float(north_m), 3)
    away = math.hypot(east, north)
    if not away <= FARTHEST_M:
        far = round(away, 1) if math.isfinite(away) else str(away)
        raise Refused("scene.nudge_too_far", distance_m=far, limit_m=FARTHEST_M)
    return east + 0.0, north + 0.0
