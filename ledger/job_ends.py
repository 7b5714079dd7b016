"""How a job leaves work: put back, given up or stopped, and what its subject is told.

Hooks run in the same transaction, so that a scene or flight never says something else than its job.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ledger.job_sending import send_after_commit
from ledger.models import Job
from ledger.models.base import now as real_now

Hook = Callable[[Session, Job], None]

_hooks: dict[tuple[str, str], Hook] = {}


def on_failed(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that gives a job of ``kind`` up."""
    _hooks["failed", kind] = hook


def on_cancelled(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that ends a cancelled job of ``kind``."""
    _hooks["cancelled", kind] = hook


def on_retried(kind: str, hook: Hook) -> None:
    """Have ``hook(session, job)`` run in the transaction that sends a job of ``kind`` again."""
    _hooks["retried", kind] = hook


def requeue(session: Session, job: Job, *, at: datetime | None = None) -> None:
    """Put a job back as if it had never been taken, and send it."""
    job.state, job.lease_until, job.worker = "queued", None, ""
    job.stage, job.percent, job.cancel_requested = "", 0, False
    job.ended_at, job.sent_at = None, at or real_now()
    session.flush()
    send_after_commit(session, job.id, job.queue)


def give_up(session: Session, job: Job, code: str, params: dict[str, Any]) -> None:
    """End a job as failed, with its reason."""
    job.state, job.lease_until, job.ended_at = "failed", None, real_now()
    job.error_code, job.error_params = code, params
    session.flush()
    tell(session, "failed", job)


def stop(session: Session, job: Job, at: datetime) -> None:
    """End a job as cancelled."""
    job.state, job.lease_until, job.ended_at = "cancelled", None, at
    session.flush()
    tell(session, "cancelled", job)


def tell(session: Session, change: str, job: Job) -> None:
    """Run the hook of a change: failed, cancelled or retried."""
    if hook := _hooks.get((change, job.kind)):
        hook(session, job)
