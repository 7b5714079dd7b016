"""Scenes with their assessments and jobs, as far as the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from geo.errors import Refused
from ledger import access, disclosure
from ledger.models import Assessment, Job, Scene, Station
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial.jobs import job_json
from webapp.serial.scenes import assessments_json, scene_json, tiles_json

ASSESSMENTS_SHOWN = 100


def scene_detail(scene: Scene) -> dict[str, Any]:
    """Return a scene with its tiles' address, what was assessed in it, and its jobs."""
    return (
        scene_json(scene, lang.current(), security.the_actor())
        | tiles_json(scene, security.the_actor().id)
        | {
            "assessments": _assessments(Assessment.scene_id == scene.id),
            "jobs": jobs_of("scene", [scene.id]),
        }
    )


def scenes_list(scenes: Sequence[Scene]) -> list[dict[str, Any]]:
    """Return scenes for a list, each with its jobs."""
    jobs = jobs_of("scene", [scene.id for scene in scenes])
    return [
        scene_json(scene, lang.current(), security.the_actor())
        | tiles_json(scene, security.the_actor().id)
        | {"jobs": [job for job in jobs if job["subject_id"] == scene.id]}
        for scene in scenes
    ]


def declarable(scene: Scene, codes: Sequence[str]) -> list[str]:
    """Return the station codes that a corrected scene is to declare.

    The caller names stations to which scenes may be uploaded, or that are declared already; what
    is declared beyond the caller's sight stays.

    Raises
    ------
    Refused
        ``upload.unknown_station``: the same for a station out of reach as for none.
    """
    actor = security.the_actor()
    before = [link.station for link in scene.station_links if link.declared]
    reach = access.visible(actor, Station, "scene.upload")
    wanted = select(Station.code).where(Station.code.in_(codes), reach)
    known = {station.code for station in before} | set(db.session().scalars(wanted))
    for code in codes:
        if code not in known:
            raise Refused("upload.unknown_station", value=code[:64])
    unseen = [s.code for s in before if not access.can(actor, "station.view", s)]
    return [*codes, *unseen]


def assessments_of_station(station: Station) -> list[dict[str, Any]]:
    """Return what was assessed at a station, newest first."""
    return _assessments(Assessment.station_id == station.id)


def jobs_of(kind: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the jobs of some subjects, newest first."""
    rows = listing(Job, "job.view").where(Job.subject_kind == kind, Job.subject_id.in_(ids))
    found = db.session().scalars(rows.order_by(Job.id.desc()))
    return [job_json(job, lang.current(), security.actor()) for job in found]


def _assessments(condition: Any) -> list[dict[str, Any]]:
    actor = security.the_actor()
    query = (
        select(Assessment, Scene, Station)
        .join(Scene, Scene.id == Assessment.scene_id)
        .join(Station, Station.id == Assessment.station_id)
        .where(condition, access.visible(actor, Scene), access.visible(actor, Station))
        .order_by(Scene.taken_at.desc(), Assessment.id.desc())
        .limit(ASSESSMENTS_SHOWN)
    )
    rows = [(row, scene, station) for row, scene, station in db.session().execute(query)]
    found = disclosure.found(db.session(), [row for row, _, _ in rows], actor=actor)
    return assessments_json(rows, found, _files(rows), lang.current())


def _files(rows: Sequence[tuple[Assessment, Scene, Station]]) -> dict[str, str]:
    """Return the names of the scenes compared, as far as seen, by their stored files' hashes."""
    older = {row.reference_id for row, _, _ in rows if row.reference_id is not None}
    seen = access.visible(security.the_actor(), Scene)
    others = db.session().scalars(select(Scene).where(Scene.id.in_(older), seen)) if older else ()
    scenes = [*(scene for _, scene, _ in rows), *others]
    return {scene.analysis_sha: scene.filename for scene in scenes if scene.analysis_sha}
