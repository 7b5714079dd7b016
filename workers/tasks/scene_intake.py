"""``scene.intake``: an uploaded raster is checked, rewritten as our own and given to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from geo.errors import Refused
from imagery.intake import take_in
from ledger import scenes, uploads
from ledger.models import Job, Scene, Upload
from workers import limits
from workers.context import Context
from workers.scene_facts import facts_of

PARTS = {"check": (0, 5), "copy": (5, 80), "display": (80, 92)}
"""Where each stage of intake begins and ends on the job's way, in percent."""


@dataclass(frozen=True)
class _Source:
    path: Path
    filename: str


def run(ctx: Context, job: Job) -> None:
    """Take one scene in."""
    source = _still_needed(ctx, job)
    if source is None:
        return
    stored = take_in(
        source.path,
        filename=source.filename,
        out_dir=ctx.temp,
        limits=limits.for_settings(ctx.settings),
        on_stage=lambda stage, percent: _tell(ctx, stage, percent),
    )
    if stored.footprint is None:
        empty = "intake.shows_nothing"
        raise Refused(empty if empty in stored.flags else "scene.no_position")
    ctx.stage("stage.store", PARTS["display"][1])
    facts = facts_of(ctx.store, stored)
    with ctx.finishing() as session:
        scene = session.get_one(Scene, job.subject_id, with_for_update=True)
        detection = scenes.store_facts(session, scene, facts)
        uploads.discard(session, ctx.settings, _upload(session, job))
        ctx.result = {"scene": scene.id, "detection": detection.id, "why": list(stored.guess.why)}


def _still_needed(ctx: Context, job: Job) -> _Source | None:
    with ctx.reading() as session:
        scene = session.get(Scene, job.subject_id)
        if scene is None or scene.state == "ready":
            return None
        upload = _upload(session, job)
        path = uploads.path_of(ctx.settings, upload.id)
        if not path.is_file():
            raise Refused("scene.file_gone", filename=upload.filename)
        return _Source(path, upload.filename)


def _upload(session: Session, job: Job) -> Upload:
    return session.get_one(Upload, job.payload["upload_id"])


def _tell(ctx: Context, stage: str, percent: int) -> None:
    begins, ends = PARTS.get(stage, PARTS["display"])
    ctx.stage(f"stage.{stage}", begins + (ends - begins) * percent // 100)
