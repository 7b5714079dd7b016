"""What a scene is compared with, and who is looked at again when that changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import jobs
from ledger.models import Job, Scene, SceneStation, Station

REFERENCE_WITHIN = timedelta(days=366)
"""Without a marked baseline the oldest scene of the twelve months before is compared."""
MAX_LOOKED_AT_AGAIN = 50
"""Newer scenes that a late-coming older one sends to detection again."""


def reference_for(
    session: Session, scene: Scene, station: Station, roles: Collection[str]
) -> Scene | None:
    """Return what a scene is compared with at a station.

    The newest older ready scene marked as baseline that covers the station and has the band
    ``roles``; without one, the oldest such scene of the twelve months before. None when the
    scene has no capture time.
    """
    if scene.taken_at is None:
        return None
    older = [row for row in _older(session, scene, station) if set(roles) <= set(row.bands)]
    baselines = [row for row in older if row.baseline]
    if baselines:
        return baselines[-1]
    since = scene.taken_at - REFERENCE_WITHIN
    return next((row for row in older if row.taken_at and row.taken_at >= since), None)


def _older(session: Session, scene: Scene, station: Station) -> list[Scene]:
    """Return the ready scenes of a station that were taken before, oldest first."""
    query = (
        select(Scene)
        .join(SceneStation)
        .where(
            SceneStation.station_id == station.id,
            SceneStation.covered > 0,
            Scene.state == "ready",
            Scene.id != scene.id,
            Scene.taken_at < scene.taken_at,
        )
        .order_by(Scene.taken_at, Scene.id)
    )
    return list(session.scalars(query))


def detect(session: Session, scene: Scene, *, actor_id: int | None) -> Job:
    """Send a scene to detection, once: a job that still waits will see the newest row."""
    waiting = session.scalar(
        select(Job).where(
            Job.kind == "scene.detect", Job.subject_id == scene.id, Job.state == "queued"
        )
    )
    return waiting or jobs.enqueue(
        session,
        "scene.detect",
        subject_kind="scene",
        subject_id=scene.id,
        actor_id=actor_id,
    )


def look_again(session: Session, scene: Scene) -> None:
    """Send newer scenes to detection again that are now compared with this one."""
    if scene.taken_at is None:
        return
    query = (
        select(Scene, Station)
        .join(SceneStation, SceneStation.scene_id == Scene.id)
        .join(Station, Station.id == SceneStation.station_id)
        .where(
            Scene.state == "ready",
            Scene.taken_at > scene.taken_at,
            Station.id.in_([link.station_id for link in scene.station_links if link.covered]),
        )
        .order_by(Scene.taken_at.desc())
        .limit(MAX_LOOKED_AT_AGAIN)
    )
    for newer, station in session.execute(query).all():
        if reference_for(session, newer, station, scene.bands) is scene:
            detect(session, newer, actor_id=scene.uploaded_by_id)
