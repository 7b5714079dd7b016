"""Taking a complete upload as a scene: the same bytes are received once, whoever sends them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.errors import Conflict, Refused
from ledger import comparison, coverage, jobs, uploads
from ledger import details as declared
from ledger.media import sha256_of
from ledger.models import Job, Scene, Station, Upload, User
from settings import Settings


def receive(
    session: Session, settings: Settings, upload: Upload, *, actor: User
) -> tuple[Scene, Job | None]:
    """Turn a complete upload into a scene and a job; the same bytes again are the same scene.

    Raises
    ------
    Conflict
        ``upload.not_complete``, ``upload.not_receiving`` (already handed on).
    Refused
        ``upload.not_a_scene``.
    """
    _check_upload(upload)
    sha256 = upload.sha256 or sha256_of(uploads.path_of(settings, upload.id))
    scene, fresh = _scene_of(session, sha256, upload, actor)
    upload.sha256, upload.state, upload.scene_id = sha256, "taken", scene.id
    if not fresh and not _needs_intake(session, scene):
        upload.duplicate = True
        job = _declare_again(session, scene, upload, actor)
        uploads.discard(session, settings, upload)
    else:
        job = _send_to_intake(session, scene, upload, actor)
    upload.job_id = job.id if job else None
    session.flush()
    return scene, job


def _check_upload(upload: Upload) -> None:
    if upload.state == "receiving":
        raise Conflict("upload.not_complete", offset=upload.offset, length=upload.length)
    if upload.state != "complete":
        raise Conflict("upload.not_receiving", state=upload.state)
    if upload.details.get("source_kind") in declared.FLIGHT_KINDS or "flight" in upload.details:
        raise Refused("upload.not_a_scene", filename=upload.filename)


def _scene_of(session: Session, sha256: str, upload: Upload, actor: User) -> tuple[Scene, bool]:
    """Return the scene of these bytes, and whether it was made now; racing uploads make one."""
    query = select(Scene).where(Scene.sha256 == sha256).with_for_update()
    scene = session.scalar(query)
    if scene is not None:
        return scene, False
    scene = Scene(
        sha256=sha256,
        filename=upload.filename,
        source_kind=upload.details.get("source_kind", "satellite"),
        uploaded_by_id=actor.id,
    )
    try:
        with session.begin_nested():
            session.add(scene)
    except IntegrityError:
        return session.scalars(query).one(), False
    return scene, True


def _needs_intake(session: Session, scene: Scene) -> bool:
    """Whether a known scene was refused or cancelled, or its intake ended without a result."""
    if scene.state != "received":
        return scene.state in {"refused", "cancelled"}
    job = session.scalar(
        select(Job)
        .where(Job.kind == "scene.intake", Job.subject_id == scene.id)
        .order_by(Job.id.desc())
        .limit(1)
    )
    return job is None or job.state in {"failed", "cancelled"}


def _send_to_intake(session: Session, scene: Scene, upload: Upload, actor: User) -> Job:
    scene.state, scene.refusal = "received", {}
    scene.filename = upload.filename
    scene.source_kind = upload.details.get("source_kind", scene.source_kind)
    scene.declared = {k: v for k, v in upload.details.items() if k not in {"station", "flight"}}
    scene.taken_at = declared.taken_at(upload.details)
    scene.taken_at_origin = "declared" if scene.taken_at else ""
    scene.baseline = bool(upload.details.get("baseline", False))
    coverage.declare(session, scene, _declared_stations(session, upload))
    return jobs.enqueue(
        session,
        "scene.intake",
        subject_kind="scene",
        subject_id=scene.id,
        payload={"upload_id": upload.id},
        actor_id=actor.id,
    )


def _declare_again(session: Session, scene: Scene, upload: Upload, actor: User) -> Job | None:
    """Link a station that only the second upload named; look there when the scene is ready."""
    if not coverage.declare(session, scene, _declared_stations(session, upload)):
        return None
    if scene.state != "ready":
        return None
    coverage.place(session, scene, flags=scene.flags)
    return comparison.detect(session, scene, actor_id=actor.id)


def _declared_stations(session: Session, upload: Upload) -> list[Station]:
    code = upload.details.get("station")
    return declared.stations_by_code(session, [code]) if code else []
