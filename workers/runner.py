"""Runs one job: lease, work, and one of five ends (done, refused, again, cancelled, dropped)."""

from __future__ import annotations

import json
import logging
import os
import socket
import tempfile
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine, select

from geo.errors import Conflict, XunzhanError
from ledger import jobs, media
from ledger.db import reading, transaction
from ledger.jobs import Lease
from ledger.models import Job
from settings import Settings
from workers import hooks, kinds, leftovers
from workers.context import Context, LeaseLost, Stopped, owning
from workers.keeper import Keeper

Outcome = Literal["done", "refused", "again", "failed", "cancelled", "dropped", "not_taken"]

_log = logging.getLogger(__name__)
hooks.install()


def run(job_id: int, *, engine: Engine, settings: Settings) -> Outcome:
    """Do one job if it is still waiting; never raises what a job may cause."""
    with transaction(engine) as session:
        lease = jobs.take(session, job_id, worker=worker_name(), seconds=settings.lease_seconds)
        if lease is None:
            return "not_taken"
        job = jobs.get(session, job_id)
        session.expunge(job)
    try:
        outcome = _attempt(job, lease, engine, settings)
    except LeaseLost:
        outcome = "dropped"
    _log.info("job %d (%s), attempt %d: %s", job.id, job.kind, job.attempts, outcome)
    return outcome


def run_pending(engine: Engine, settings: Settings) -> list[int]:
    """Run waiting jobs in this process until none is left; return their ids in order."""
    ran: list[int] = []
    while (job_id := _next_waiting(engine)) is not None:
        run(job_id, engine=engine, settings=settings)
        ran.append(job_id)
    return ran


def worker_name() -> str:
    """Return what a job's row shows as its worker: host and process."""
    return f"{socket.gethostname()}/{os.getpid()}"[:128]


def _attempt(job: Job, lease: Lease, engine: Engine, settings: Settings) -> Outcome:
    try:
        _work(job, lease, engine, settings)
    except LeaseLost:
        raise
    except Stopped:
        return _cancelled(engine, lease)
    except Conflict as conflict:
        return _again(engine, lease, settings, conflict)
    except XunzhanError as refusal:
        return _refused(engine, lease, refusal.code, refusal.params)
    except Exception as error:  # noqa: BLE001  (whatever a file or a library does, the worker goes on)
        return _again(engine, lease, settings, error)
    return "done"


def _work(job: Job, lease: Lease, engine: Engine, settings: Settings) -> None:
    handler = kinds.handler_for(job.kind)
    root = leftovers.work_folder(settings)
    with (
        Keeper(engine, lease, seconds=settings.lease_seconds) as keeper,
        tempfile.TemporaryDirectory(prefix=f"job-{job.id}-", dir=root) as temp,
    ):
        context = Context(
            engine=engine,
            settings=settings,
            store=media.store_for(settings),
            lease=lease,
            keeper=keeper,
            temp=Path(temp),
        )
        handler(context, job)
        if not context.finished:
            with context.finishing():
                pass


def _refused(engine: Engine, lease: Lease, code: str, params: dict[str, Any]) -> Outcome:
    with owning(), transaction(engine) as session:
        jobs.fail(session, lease, code=code, params=_plain(params))
    return "refused"


def _cancelled(engine: Engine, lease: Lease) -> Outcome:
    with owning(), transaction(engine) as session:
        jobs.cancelled(session, lease)
    return "cancelled"


def _again(engine: Engine, lease: Lease, settings: Settings, error: Exception) -> Outcome:
    _log.error("job %d met an unexpected error", lease.job_id, exc_info=error)
    kind = type(error).__name__
    with owning(), transaction(engine) as session:
        if jobs.hold(session, lease):
            jobs.cancelled(session, lease)
            return "cancelled"
        goes_on = jobs.try_again(session, lease, attempts=settings.job_attempts, error=kind)
    return "again" if goes_on else "failed"


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(params, default=str)))


def _next_waiting(engine: Engine) -> int | None:
    waiting = select(Job.id).where(Job.state == "queued").order_by(Job.id).limit(1)
    with reading(engine) as session:
        return session.scalars(waiting).first()
