"""``scene.intake``: an uploaded raster is checked, rewritten as our own and given to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from geo.errors import Refused
from imagery.intake import Stored, take_in
from ledger import scenes, uploads
from ledger.models import Job, Scene, Upload
from ledger.scenes import SceneFacts
from workers import limits
from workers.context import Context

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
    facts = _facts(ctx, stored)
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


def _facts(ctx: Context, stored: Stored) -> SceneFacts:
    guess = stored.guess
    return SceneFacts(
        sha256=stored.sha256,
        flags=stored.flags,
        crs=stored.crs,
        width=stored.width,
        height=stored.height,
        band_count=stored.bands,
        gsd_m=stored.gsd_m,
        footprint=stored.footprint,
        analysis_sha=ctx.store.put_file(stored.analysis),
        display_sha=ctx.store.put_file(stored.display) if stored.display else None,
        minzoom=stored.minzoom,
        maxzoom=stored.maxzoom,
        bands=guess.bands,
        scale=guess.scale,
        offset=guess.offset,
        cloud_band=guess.cloud_band,
        taken_at=guess.taken_at,
        taken_at_origin=guess.taken_at_origin,
    )
