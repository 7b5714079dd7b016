"""What else ends when a job is given up, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger import jobs, scenes
from ledger.models import Job, Scene


def install() -> None:
    """Tell the job store about the hooks; doing it twice is the same as once."""
    jobs.on_failed("scene.intake", _refuse_scene)


def _refuse_scene(session: Session, job: Job) -> None:
    scene = session.get(Scene, job.subject_id)
    if scene is not None and scene.state == "received":
        scenes.refuse(session, scene, job.error_code or "job.crashed", job.error_params)
