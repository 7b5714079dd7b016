"""``scene.detect``: every detector that fits looks at every station of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.zones import Zone
from ledger import coverage, findings, scenes
from ledger.models import Job, Scene, Station
from workers import evidence
from workers.context import Context
from workers.detection import Look, Plan, look, plans_for, recorded
from workers.scene_inputs import Snapshot


@dataclass(frozen=True)
class _Task:
    """One detector at one station."""

    station_id: int
    plan: Plan
    zones: tuple[Zone, ...]
    image: Snapshot
    reference: Snapshot | None


@dataclass(frozen=True)
class _Done:
    task: _Task
    seen: Look
    pictures: dict[int, list[dict[str, Any]]]


def run(ctx: Context, job: Job) -> None:
    """Look at one scene and record everything in one transaction."""
    with ctx.reading() as session:
        scene = session.get(Scene, job.subject_id)
        if scene is None or scene.state != "ready" or _superseded(session, job):
            return
        tasks = [
            task for link in scene.station_links for task in _tasks(session, scene, link.station)
        ]
    done = [_look(ctx, task, number, len(tasks)) for number, task in enumerate(tasks)]
    with ctx.finishing() as session:
        scene = session.get_one(Scene, job.subject_id, with_for_update=True)
        ctx.result = _record(session, scene, done)


def _superseded(session: Session, job: Job) -> bool:
    """Whether a younger job will look at the same scene: it sees the newest row."""
    younger = select(Job.id).where(
        Job.kind == job.kind,
        Job.subject_id == job.subject_id,
        Job.id > job.id,
        Job.state.in_(["queued", "running"]),
    )
    return session.scalar(younger.limit(1)) is not None


def _tasks(session: Session, scene: Scene, station: Station) -> list[_Task]:
    image = Snapshot.of(scene)
    tasks = []
    for plan in plans_for(station.kind):
        base = scenes.reference_for(session, scene, station, plan.roles) if plan.compares else None
        reference = Snapshot.of(base) if base else None
        tasks.append(_Task(station.id, plan, coverage.zones_of(station), image, reference))
    return tasks


def _look(ctx: Context, task: _Task, number: int, count: int) -> _Done:
    ctx.stage("stage.compare", 5 + 90 * number // count)
    reference = task.reference.scene_input(ctx.store) if task.reference else None
    seen = look(task.plan, task.zones, task.image.scene_input(ctx.store), reference)
    found = seen.detection.findings if seen.detection else ()
    pictures = {}
    for position, finding in enumerate(found):
        ctx.stage("stage.evidence", 5 + 90 * number // count)
        pictures[position] = evidence.stored(
            ctx.store, finding, image=task.image, reference=task.reference, zone=seen.zone
        )
    return _Done(task, seen, pictures)


def _record(session: Session, scene: Scene, done: list[_Done]) -> dict[str, Any]:
    """Write the looks, unless the scene was corrected meanwhile: then a younger job looks again."""
    if any(item.task.image != Snapshot.of(scene) for item in done):
        return {"superseded": True}
    counts = {"assessed": 0, "new": 0, "repeated": 0}
    for item in done:
        reference = item.task.reference
        written = findings.record(
            session,
            scene=scene,
            reference=session.get_one(Scene, reference.id) if reference else None,
            station=session.get_one(Station, item.task.station_id),
            detection=recorded(item.seen, item.pictures),
        )
        counts["assessed"] += written.assessment.abstained is None
        counts["new"] += len(written.new)
        counts["repeated"] += len(written.repeated)
    return counts
