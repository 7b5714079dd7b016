"""The job store: rows are the truth about long work, the broker only wakes workers.

A job is written in its cause's transaction and sent after the commit. A worker takes a lease with
a fencing token; whatever it writes later checks the token in the same transaction. The sweeper
sends again what lost its lease or was never taken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event, or_, select, update
from sqlalchemy.orm import Session

from geo.errors import Conflict, NotFound
from ledger import job_messages  # noqa: F401  (registers the texts of job.*)
from ledger.db import transaction
from ledger.models import Job
from ledger.models.base import now as real_now

QUEUES: Mapping[str, str] = {
    "scene.intake": "intake",
    "card.intake": "intake",
    "scene.detect": "imagery",
    "demo.render": "imagery",
}
"""Kind of job -> queue; a kind that is not named here goes to ``ledger``."""
MAX_SENT_A_SWEEP = 50
"""Bounds what a long backlog adds to the broker: known messages are harmless, not free."""

Notifier = Callable[[int, str], None]
Hook = Callable[[Session, Job], None]

_log = logging.getLogger(__name__)
_notifiers: list[Notifier] = []
_hooks: dict[tuple[str, str], Hook] = {}


@dataclass(frozen=True)
class Lease:
    """The right to work on one job until somebody else gets a newer token."""

    job_id: int
    token: int


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one sweep did, as job ids."""

    requeued: tuple[int, ...]
    failed: tuple[int, ...]
    cancelled: tuple[int, ...]
    sent: tuple[int, ...]


def set_notifier(notifier: Notifier | None) -> None:
    """Choose who is told (job id, queue) after a commit; None: nobody, the sweeper sends."""
    _notifiers[:] = [] if notifier is None else [notifier]


def on_failed(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that gives a job of ``kind`` up."""
    _hooks["failed", kind] = hook


def on_cancelled(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that ends a cancelled job of ``kind``."""
    _hooks["cancelled", kind] = hook


def on_retried(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that sends a job of ``kind`` again."""
    _hooks["retried", kind] = hook


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
    _send_after_commit(session, job.id, job.queue)
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
    _give_up(session, get(session, lease.job_id), code, params)


def cancelled(session: Session, lease: Lease) -> None:
    """Confirm that a worker stopped because somebody asked for it."""
    hold(session, lease)
    _stop(session, get(session, lease.job_id), real_now())


def try_again(session: Session, lease: Lease, *, attempts: int, error: str) -> bool:
    """Put a job back after an unexpected error, or give it up; return whether it goes on."""
    hold(session, lease)
    job = get(session, lease.job_id)
    if job.attempts >= attempts:
        _give_up(session, job, "job.crashed", {"kind": error, "attempts": job.attempts})
        return False
    _requeue(session, job)
    return True


def cancel(session: Session, job_id: int) -> Job:
    """Cancel a waiting job at once; ask a running one to stop at its next stage."""
    job = _locked(session, job_id)
    if job.state == "queued":
        _stop(session, job, real_now())
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
    _requeue(session, job)
    _tell(session, "retried", job)
    return job


def sweep(
    session: Session, *, attempts: int, resend_after: float, at: datetime | None = None
) -> Swept:
    """Look after jobs whose worker vanished or whose message was lost.

    Parameters
    ----------
    attempts : int
        A job that lost its lease this often is given up as ``job.worker_lost``.
    resend_after : float
        Seconds after which a job that nobody took is sent again.
    """
    moment = at or real_now()
    requeued, failed, stopped = [], [], []
    for job in _overdue(session, moment):
        if job.cancel_requested:
            _stop(session, job, moment)
            stopped.append(job.id)
        elif job.attempts >= attempts:
            _give_up(session, job, "job.worker_lost", {"attempts": job.attempts})
            failed.append(job.id)
        else:
            _requeue(session, job, at=moment)
            requeued.append(job.id)
    sent = _send_waiting(session, moment, resend_after)
    session.flush()
    return Swept(
        requeued=tuple(requeued), failed=tuple(failed), cancelled=tuple(stopped), sent=sent
    )


def sweep_once(engine: Engine, *, attempts: int, resend_after: float) -> Swept:
    """Run :func:`sweep` in a transaction of its own."""
    with transaction(engine) as session:
        return sweep(session, attempts=attempts, resend_after=resend_after)


def _overdue(session: Session, moment: datetime) -> list[Job]:
    query = (
        select(Job)
        .where(Job.state == "running", Job.lease_until < moment)
        .order_by(Job.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _send_waiting(session: Session, moment: datetime, resend_after: float) -> tuple[int, ...]:
    old = moment - timedelta(seconds=resend_after)
    query = (
        select(Job)
        .where(Job.state == "queued", or_(Job.sent_at.is_(None), Job.sent_at < old))
        .order_by(Job.id)
        .limit(MAX_SENT_A_SWEEP)
        .with_for_update(skip_locked=True)
    )
    waiting = list(session.scalars(query))
    for job in waiting:
        job.sent_at = moment
        _send_after_commit(session, job.id, job.queue)
    return tuple(job.id for job in waiting)


def _requeue(session: Session, job: Job, *, at: datetime | None = None) -> None:
    job.state, job.lease_until, job.worker = "queued", None, ""
    job.stage, job.percent, job.cancel_requested = "", 0, False
    job.ended_at, job.sent_at = None, at or real_now()
    session.flush()
    _send_after_commit(session, job.id, job.queue)


def _give_up(session: Session, job: Job, code: str, params: dict[str, Any]) -> None:
    job.state, job.lease_until, job.ended_at = "failed", None, real_now()
    job.error_code, job.error_params = code, params
    session.flush()
    _tell(session, "failed", job)


def _stop(session: Session, job: Job, at: datetime) -> None:
    job.state, job.lease_until, job.ended_at = "cancelled", None, at
    session.flush()
    _tell(session, "cancelled", job)


def _tell(session: Session, change: str, job: Job) -> None:
    if hook := _hooks.get((change, job.kind)):
        hook(session, job)


def _locked(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id, populate_existing=True, with_for_update=True)
    if job is None:
        raise NotFound("job.not_found", id=job_id)
    return job


def _send_after_commit(session: Session, job_id: int, queue: str) -> None:
    waiting = session.info.setdefault("jobs_to_send", {})
    if not session.info.get("jobs_listening"):
        session.info["jobs_listening"] = True
        event.listen(session, "after_commit", _send)
        event.listen(session, "after_rollback", _forget)
    waiting[job_id] = queue


def _send(session: Session) -> None:
    for job_id, queue in session.info.pop("jobs_to_send", {}).items():
        for notifier in _notifiers:
            try:
                notifier(job_id, queue)
            except Exception:  # noqa: BLE001  (whatever a broker throws, the row is safe)
                _log.exception("job %d was not sent; the sweeper sends it again", job_id)


def _forget(session: Session) -> None:
    session.info.pop("jobs_to_send", None)
