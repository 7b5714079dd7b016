"""``scene.detect``: every detector that fits looks at every station of a scene."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.zones import Zone
from imagery import detectors
from ledger import findings, scenes, verdicts
from ledger.findings import DetectionRecord
from ledger.models import Job, Scene, Station
from ledger.verdicts import Verdicts
from workers import evidence, outdated
from workers.context import Context
from workers.detection import Look, Plan, looks, plans_for, recorded, zone_for
from workers.flight_seen import FlightFrames
from workers.scene_inputs import Snapshot


@dataclass(frozen=True)
class _Task:
    """One detector at one station."""

    station_id: int
    plan: Plan
    zone: Zone
    verdicts: Verdicts
    image: Snapshot
    reference: Snapshot | None
    frames: FlightFrames


@dataclass(frozen=True)
class _Done:
    """What the ledger keeps of one look: no pixels, so that a thousand of them are small."""

    task: _Task
    record: DetectionRecord


def run(ctx: Context, job: Job) -> None:
    """Look at one scene and record everything in one transaction."""
    with ctx.reading() as session:
        scene = session.get(Scene, job.subject_id)
        if scene is None or scene.state != "ready" or _superseded(session, job):
            return
        said = verdicts.by_detector(session)
        stations = [link.station for link in scene.station_links]
        frames = FlightFrames.of(scene)
        tasks = [
            task for station in stations for task in _tasks(session, scene, station, said, frames)
        ]
    done = _looked(ctx, tasks)
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


def _tasks(
    session: Session,
    scene: Scene,
    station: Station,
    said: Mapping[str, Verdicts],
    frames: FlightFrames,
) -> list[_Task]:
    image = Snapshot.of(scene)
    tasks = []
    before = outdated.asked_before(session, scene, station)
    for plan in plans_for(station.kind, image.bands, before):
        base = _baseline(session, scene, station, plan)
        reference = Snapshot.of(base) if base else None
        known = said.get(plan.detector, Verdicts())
        zone = zone_for(plan, station)
        tasks.append(_Task(station.id, plan, zone, known, image, reference, frames))
    return tasks


def _baseline(session: Session, scene: Scene, station: Station, plan: Plan) -> Scene | None:
    """Return what a plan compares the scene with; it must hold the bands that are used."""
    roles = plan.roles_in(scene.bands) or detectors.needs(plan.detector)[0]
    return scenes.reference_for(session, scene, station, roles) if plan.compares else None


def _looked(ctx: Context, tasks: list[_Task]) -> list[_Done]:
    """Do all tasks, those of one detector and one baseline in one pass; in the tasks' order."""
    done: dict[int, _Done] = {}
    for numbers in _alike(tasks):
        group = [tasks[number] for number in numbers]
        for place, seen in _pass(ctx, group, len(done), len(tasks)):
            done[numbers[place]] = seen
    return [done[number] for number in range(len(tasks))]


def _alike(tasks: list[_Task]) -> list[list[int]]:
    groups: dict[tuple[str, int | None], list[int]] = {}
    for number, task in enumerate(tasks):
        reference = task.reference.id if task.reference else None
        groups.setdefault((task.plan.detector, reference), []).append(number)
    return list(groups.values())


def _pass(ctx: Context, group: list[_Task], before: int, count: int) -> Iterator[tuple[int, _Done]]:
    """Look at the stations of one group; what a look keeps leaves here, its pixels do not."""
    first = group[0]
    reference = first.reference.scene_input(ctx.store, ctx.temp) if first.reference else None
    ctx.stage("stage.compare", 5 + 90 * before // count)
    image = first.image.scene_input(ctx.store, ctx.temp)
    seen = looks(first.plan, [task.zone for task in group], image, reference)
    with closing(seen):
        for turn, (place, look) in enumerate(seen, before + 1):
            task, percent = group[place], 5 + 90 * turn // count
            record = recorded(look, _pictures(ctx, task, look, percent), task.verdicts)
            told = {outdated.LOOKED_AT: outdated.description(task.image)}
            record = replace(record, detail={**record.detail, **told})
            yield place, _Done(task, task.frames.noted(record))
            ctx.stage("stage.compare", percent)


def _pictures(
    ctx: Context, task: _Task, seen: Look, percent: int
) -> dict[int, list[dict[str, Any]]]:
    pictures = {}
    for number, finding in enumerate(seen.detection.findings if seen.detection else ()):
        ctx.stage("stage.evidence", percent)
        crops = evidence.stored(
            ctx.store,
            finding,
            image=task.image,
            reference=task.reference,
            zone=seen.zone,
            folder=ctx.temp,
        )
        pictures[number] = crops + task.frames.showing(ctx, finding.polygon, task.image)
    return pictures


def _record(session: Session, scene: Scene, done: list[_Done]) -> dict[str, Any]:
    """Write the looks, unless the scene was corrected meanwhile: then a younger job looks again."""
    if any(item.task.image != Snapshot.of(scene) for item in done):
        return {"superseded": True}
    outdated.withdraw(
        session,
        scene,
        {(item.task.station_id, item.task.plan.detector): item.record for item in done},
    )
    counts = {"assessed": 0, "new": 0, "repeated": 0}
    for item in done:
        reference = item.task.reference
        written = findings.record(
            session,
            scene=scene,
            reference=session.get_one(Scene, reference.id) if reference else None,
            station=session.get_one(Station, item.task.station_id),
            detection=item.record,
        )
        counts["assessed"] += written.assessment.abstained is None
        counts["new"] += len(written.new)
        counts["repeated"] += len(written.repeated)
    return counts
