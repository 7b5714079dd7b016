"""What else ends when a job is given up, in the same transaction."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger import flights, jobs, scenes
from ledger.models import Flight, Job, Scene, Upload
from ledger.orders import photos as order_photos


def install() -> None:
    """Tell the job store about the hooks; doing it twice is the same as once."""
    jobs.on_failed("scene.intake", _refuse_scene)
    jobs.on_failed("card.intake", _close_flight)
    for told in (jobs.on_failed, jobs.on_cancelled, jobs.on_retried):
        told("orders.check", order_photos.ended)


def _refuse_scene(session: Session, job: Job) -> None:
    scene = session.get(Scene, job.subject_id)
    if scene is not None and scene.state == "received":
        scenes.refuse(session, scene, job.error_code or "job.crashed", job.error_params)


def _close_flight(session: Session, job: Job) -> None:
    """What was stored stays; the uploads that were not finished are listed with the reason."""
    flight = session.get(Flight, job.subject_id)
    if flight is None:
        return
    code, params = job.error_code or "job.crashed", job.error_params
    rows = [session.get(Upload, upload_id) for upload_id in job.payload["uploads"]]
    names = [row.filename for row in rows if row is not None]
    flights.finish(session, flight, [{"file": n, "code": code, "params": params} for n in names])
    if flight.state == "ready":
        flights.place_again(session, flight)
