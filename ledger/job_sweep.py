"""The sweep: what lost its lease goes back, what nobody took is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from ledger.db import transaction
from ledger.job_ends import give_up, requeue, stop
from ledger.job_sending import send_after_commit
from ledger.models import Job
from ledger.models.base import now as real_now

MAX_SENT_A_SWEEP = 50
"""Bounds what a long backlog adds to the broker: known messages are harmless, not free."""


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one sweep did, as job ids."""

    requeued: tuple[int, ...]
    failed: tuple[int, ...]
    cancelled: tuple[int, ...]
    sent: tuple[int, ...]


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
            stop(session, job, moment)
            stopped.append(job.id)
        elif job.attempts >= attempts:
            give_up(session, job, "job.worker_lost", {"attempts": job.attempts})
            failed.append(job.id)
        else:
            requeue(session, job, at=moment)
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
        send_after_commit(session, job.id, job.queue)
    return tuple(job.id for job in waiting)
