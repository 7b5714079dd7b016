"""The job store: rows are the truth about long work, the broker only wakes workers.

A job is written in its cause's transaction and sent after the commit. A worker takes a lease with
a fencing token; whatever it writes later checks the token in the same transaction. The sweeper
sends again what lost its lease or was never taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from geo.errors import Conflict, NotFound
from ledger import job_messages  # noqa: F401  (registers the texts of job.*)
from ledger.job_ends import (
    give_up,
    on_cancelled,
    on_failed,
    on_retried,
    requeue,
    stop,
    tell,
)
from ledger.job_sending import send_after_commit, set_notifier
from ledger.job_sweep import Swept, sweep, sweep_once
from ledger.models import Job
from ledger.models.base import now as real_now

__all__ = [
    "QUEUES",
    "Lease",
    "Swept",
    "cancel",
    "cancelled",
    "enqueue",
    "fail",
    "finish",
    "get",
    "hold",
    "on_cancelled",
    "on_failed",
    "on_retried",
    "progress",
    "renew",
    "retry",
    "set_notifier",
    "sweep",
    "sweep_once",
    "take",
    "try_again",
]

QUEUES: Mapping[str, str] = {
    "scene.intake": "intake",
    "card.intake": "intake",
    "orders.check": "intake",
    "flight.place": "intake",
    "flight.mosaic": "imagery",
    "scene.detect": "imagery",
    "finding.sheet": "imagery",
    "finding.public_copy": "imagery",
    "finding.pictures": "imagery",
    "demo.render": "imagery",
}
"""Kind of job -> queue; a kind that is not named here goes to ``ledger``."""


@dataclass(frozen=True)
class Lease:
    """The right to work on one job until somebody else gets a newer token."""

    job_id: int
    token: int


def enqueue(
    session: Session,
    kind: str,
    *,
    subject_kind: str,
    subject_id: int,
    payload: dict[str, Any] | None = None,
    actor_id: int | None = None,
) -> Job:
    """Write a job in the caller's transaction; it is sent when that commits."""
    job = Job(
        kind=kind,
        queue=QUEUES.get(kind, "ledger"),
        subject_kind=subject_kind,
        subject_id=subject_id,
        payload=payload or {},
        created_by_id=actor_id,
        sent_at=real_now(),
    )
    session.add(job)
    session.flush()
    send_after_commit(session, job.id, job.queue)
    return job


def get(session: Session, job_id: int) -> Job:
    """Return a job or raise ``NotFound("job.not_found")``."""
    job = session.get(Job, job_id, populate_existing=True)
    if job is None:
        raise NotFound("job.not_found", id=job_id)
    return job


def take(
    session: Session, job_id: int, *, worker: str, seconds: float, at: datetime | None = None
) -> Lease | None:
    """Lease a queued job to ``worker``; None when it is not (or no longer) waiting."""
    moment = at or real_now()
    token = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == "queued")
        .values(
            state="running",
            attempts=Job.attempts + 1,
            lease_token=Job.lease_token + 1,
            lease_until=moment + timedelta(seconds=seconds),
            worker=worker,
            started_at=moment,
        )
        .returning(Job.lease_token)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if token is None else Lease(job_id, token)


def renew(session: Session, lease: Lease, *, seconds: float, at: datetime | None = None) -> bool:
    """Prolong a lease and return whether somebody asked to cancel; see :func:`hold`."""
    return hold(session, lease, lease_until=(at or real_now()) + timedelta(seconds=seconds))


def progress(session: Session, lease: Lease, *, stage: str, percent: int) -> bool:
    """Record stage and percent (0-100); return whether somebody asked to cancel."""
    return hold(session, lease, stage=stage, percent=max(0, min(100, percent)))


def hold(session: Session, lease: Lease, **values: Any) -> bool:
    """Write to a leased job, first thing in a transaction; on PostgreSQL this locks its row.

    Raises
    ------
    Conflict
        ``job.lease_lost``: the token is old; the caller's transaction must not be committed.
    """
    cancel = session.execute(
        update(Job)
        .where(Job.id == lease.job_id, Job.lease_token == lease.token, Job.state == "running")
        .values(values or {"lease_token": lease.token})
        .returning(Job.cancel_requested)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if cancel is None:
        raise Conflict("job.lease_lost", id=lease.job_id)
    return bool(cancel)


def finish(session: Session, lease: Lease, *, result: dict[str, Any] | None = None) -> None:
    """End a job well, in the transaction that holds its results."""
    hold(
        session,
        lease,
        state="done",
        percent=100,
        result=result or {},
        lease_until=None,
        ended_at=real_now(),
        error_code=None,
        error_params={},
    )


def fail(session: Session, lease: Lease, *, code: str, params: dict[str, Any]) -> None:
    """Give a job up for a reason that another attempt would meet again."""
    hold(session, lease)
    give_up(session, get(session, lease.job_id), code, params)


def cancelled(session: Session, lease: Lease) -> None:
    """Confirm that a worker stopped because somebody asked for it."""
    hold(session, lease)
    stop(session, get(session, lease.job_id), real_now())


def try_again(session: Session, lease: Lease, *, attempts: int, error: str) -> bool:
    """Put a job back after an unexpected error, or give it up; return whether it goes on."""
    hold(session, lease)
    job = get(session, lease.job_id)
    if job.attempts >= attempts:
        give_up(session, job, "job.crashed", {"kind": error, "attempts": job.attempts})
        return False
    requeue(session, job)
    return True


def cancel(session: Session, job_id: int) -> Job:
    """Cancel a waiting job at once; ask a running one to stop at its next stage."""
    job = _locked(session, job_id)
    if job.state == "queued":
        stop(session, job, real_now())
    elif job.state == "running":
        job.cancel_requested = True
    else:
        raise Conflict("job.not_cancellable", id=job_id, state=job.state)
    session.flush()
    return job


def retry(session: Session, job_id: int) -> Job:
    """Send a failed or cancelled job once more, with its attempts counted anew."""
    job = _locked(session, job_id)
    if job.state not in {"failed", "cancelled"}:
        raise Conflict("job.not_retryable", id=job_id, state=job.state)
    job.attempts = 0
    job.error_code, job.error_params = None, {}
    requeue(session, job)
    tell(session, "retried", job)
    return job


def _locked(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id, populate_existing=True, with_for_update=True)
    if job is None:
        raise NotFound("job.not_found", id=job_id)
    return job
