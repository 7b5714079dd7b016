"""Jobs: list, one, cancel, retry, and the live stream."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, request
from flask_smorest import Blueprint

from geo.errors import Refused
from ledger import jobs
from ledger.models import Job
from webapp import db, lang, security
from webapp.fetch import fetch, listing
from webapp.schemas import answers, shapes
from webapp.schemas.jobs import JobQuery
from webapp.serial.jobs import job_json
from webapp.stream import Hub, Subscriber, events

bp = Blueprint("api_jobs", __name__, description="Long work: stages, percent, cancel, retry")
MAX_IDS = 200


def init_app(app: Flask) -> None:
    """Give the process its hub."""
    app.extensions["xunzhan_hub"] = Hub(app.extensions["xunzhan_engine"])


@bp.get("/jobs")
@bp.arguments(JobQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Jobs))
def list_jobs(query: dict[str, Any]) -> dict[str, Any]:
    """List the caller's jobs, newest first."""
    rows = listing(Job, "job.view").order_by(Job.id.desc()).limit(query["limit"])
    if state := query.get("state"):
        rows = rows.where(Job.state == state)
    return {"items": [_json(job) for job in db.session().scalars(rows)]}


@bp.get("/jobs/<int:job_id>")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Job))
def show_job(job_id: int) -> dict[str, Any]:
    """Show one job."""
    return _json(fetch(Job, "job.view", id=job_id))


@bp.post("/jobs/<int:job_id>/cancel")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Job))
def cancel_job(job_id: int) -> dict[str, Any]:
    """Cancel a waiting job; ask a running one to stop at its next stage."""
    fetch(Job, "job.control", id=job_id)
    return _json(jobs.cancel(db.session(), job_id))


@bp.post("/jobs/<int:job_id>/retry")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Job))
def retry_job(job_id: int) -> dict[str, Any]:
    """Send a failed or cancelled job once more."""
    fetch(Job, "job.control", id=job_id)
    return _json(jobs.retry(db.session(), job_id))


@bp.get("/jobs/stream")
@bp.response(200, content_type="text/event-stream")
def stream() -> Response:
    """Send ``event: job`` for every change of ``?ids=1,2``, or of all jobs the caller may see."""
    actor, ids = security.the_actor(), _ids(request.args.get("ids", ""))
    subscriber = Subscriber(actor.id, actor.fs_uniquifier, lang.current(), ids)
    hub: Hub = current_app.extensions["xunzhan_hub"]
    hub.subscribe(subscriber)
    try:
        # Read after subscribing: what changes in between comes as an event.
        first = _now(ids)
    except BaseException:
        hub.unsubscribe(subscriber)
        raise
    response = Response(events(subscriber, first), mimetype="text/event-stream")
    response.call_on_close(lambda: hub.unsubscribe(subscriber))
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


def _now(ids: frozenset[int] | None) -> list[dict[str, Any]]:
    wanted = Job.state.in_(("queued", "running")) if ids is None else Job.id.in_(ids)
    rows = listing(Job, "job.view").where(wanted).order_by(Job.id)
    return [_json(job) for job in db.session().scalars(rows)]


def _json(job: Job) -> dict[str, Any]:
    return job_json(job, lang.current(), security.actor())


def _ids(text: str) -> frozenset[int] | None:
    if not text:
        return None
    parts = text.split(",")
    if len(parts) > MAX_IDS or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts):
        raise Refused("request.invalid", fields="ids")
    return frozenset(map(int, parts))
