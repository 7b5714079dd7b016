"""``flask jobs``: what works, what failed and why; retry and cancel."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select

import settings
from geo import messages
from ledger import jobs
from ledger.db import engine_for, reading, transaction
from ledger.models import Job
from ledger.models.jobs import STATES
from webapp.cli_output import Group, answer, refusals

group = Group("jobs", help="List, retry and cancel jobs.")


@group.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only jobs in this state.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@refusals
def list_jobs(state: str | None, limit: int) -> None:
    """List the newest jobs, newest first."""
    query = select(Job).order_by(Job.id.desc()).limit(limit)
    if state:
        query = query.where(Job.state == state)
    with reading(engine_for(settings.get().database_url)) as session:
        answer({"jobs": [_shown(job) for job in session.scalars(query)]})


@group.command("retry")
@click.argument("job_id", type=int)
@refusals
def retry(job_id: int) -> None:
    """Send the failed or cancelled job JOB_ID once more."""
    with transaction(engine_for(settings.get().database_url)) as session:
        shown = _shown(jobs.retry(session, job_id))
    answer(shown)


@group.command("cancel")
@click.argument("job_id", type=int)
@refusals
def cancel(job_id: int) -> None:
    """Cancel the waiting job JOB_ID, or ask a running one to stop."""
    with transaction(engine_for(settings.get().database_url)) as session:
        shown = _shown(jobs.cancel(session, job_id))
    answer(shown)


def _shown(job: Job) -> dict[str, Any]:
    lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
    reason = job.error_code and messages.text(job.error_code, lang, **job.error_params)
    return {
        "id": job.id,
        "kind": job.kind,
        "subject": f"{job.subject_kind}:{job.subject_id}",
        "state": job.state,
        "stage": job.stage,
        "percent": job.percent,
        "attempts": job.attempts,
        "worker": job.worker,
        "cancel_requested": job.cancel_requested,
        "error": {"code": job.error_code, "text": reason} if job.error_code else None,
        "created_at": job.created_at.isoformat(),
    }
