"""The Celery app: three queues, three small tasks, a schedule. JSON only, no result backend.

Messages are acknowledged early on purpose: what a lost one costs is made good from the job rows by
the sweeper, while late acknowledgement loses or doubles work in ways of its own (DESIGN.md §4).
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, task_prerun, worker_init, worker_process_init

import settings as settings_module
from geo.errors import XunzhanError
from imagery.sandbox.checking import check_build
from ledger import heads, heartbeat, in_force, jobs, orders, rulebook, uploads
from ledger.db import engine_for, reading, transaction
from ledger.issues import ladder
from ledger.models.base import now as real_now
from workers import leftovers, memory, notices, queue, runner

SWEEP_EVERY_S = 5.0
TIDY_EVERY_S = 3600.0
ORDERS = "orders.check_recent"
NOTICES = "notices.send"
SEND_EVERY_S = 15.0
LADDER = "issues.ladder"
HEAD = "audit.head"
LONGEST_JOB_S = 2 * 3600
"""A child that works longer than this is ended; its job is tried again like any lost one."""

_log = logging.getLogger(__name__)
celery = Celery("xunzhan")
_settings = settings_module.get()
_settings.home.mkdir(parents=True, exist_ok=True)
queue.configure(celery, _settings)
celery.conf.update(
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_concurrency=1,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    task_time_limit=LONGEST_JOB_S,
    broker_connection_retry_on_startup=True,
    beat_schedule_filename=str(_settings.home / "beat-schedule"),
    beat_max_loop_interval=SWEEP_EVERY_S,
    beat_schedule={
        "sweep": {
            "task": "xunzhan.sweep",
            "schedule": SWEEP_EVERY_S,
            "options": {"queue": "ledger", "expires": 2 * SWEEP_EVERY_S},
        },
        "tidy": {
            "task": "xunzhan.tidy",
            "schedule": TIDY_EVERY_S,
            "options": {"queue": "ledger", "expires": TIDY_EVERY_S},
        },
        LADDER: {
            "task": LADDER,
            "schedule": crontab(hour=16, minute=5),  # five past midnight in the city
            "options": {"queue": "ledger", "expires": TIDY_EVERY_S},
        },
        HEAD: {
            "task": HEAD,
            "schedule": crontab(hour=15, minute=55),  # five to midnight in the city
            "options": {"queue": "ledger", "expires": TIDY_EVERY_S},
        },
        NOTICES: {
            "task": NOTICES,
            "schedule": SEND_EVERY_S,
            "options": {"queue": "intake", "expires": SEND_EVERY_S},
        },
        ORDERS: {
            "task": ORDERS,
            "schedule": crontab(hour=16, minute=35),
            "options": {"queue": "intake", "expires": TIDY_EVERY_S},
        },
    },
)
jobs.set_notifier(queue.send)


@worker_init.connect
def _check_gdal(**_kwargs: Any) -> None:
    """Do not start where uploads could not be read in confinement."""
    try:
        build = check_build()
    except XunzhanError as refusal:
        raise SystemExit(refusal.text("en")) from refusal
    kept = ", ".join(build.kept)
    _log.info("GDAL %s: %s, %d drivers skipped", build.gdal, kept, build.skipped)
    if not build.landlock:
        _log.warning("no Landlock here: only drivers and network are out of an upload's reach")


@beat_init.connect
def _climb_at_start(**_kwargs: Any) -> None:
    """Make good at once for days on which nothing ran."""
    celery.send_task(LADDER, queue="ledger", expires=TIDY_EVERY_S)


@worker_process_init.connect
def _start_child(**_kwargs: Any) -> None:
    memory.keep_freed_memory()
    engine_for.cache_clear()


@task_prerun.connect
def _rules_of_today(**_kwargs: Any) -> None:
    """Let every task go by the rulebook as it is now."""
    in_force.use(_rulebook)


def _rulebook() -> in_force.Book:
    with reading(engine_for(settings_module.get().database_url)) as session:
        return rulebook.at(session)


@celery.task(name=queue.RUN)
def run(job_id: int) -> None:
    """Do one job, if it is still waiting."""
    current = settings_module.get()
    runner.run(job_id, engine=engine_for(current.database_url), settings=current)


@celery.task(name="xunzhan.sweep")
def sweep() -> None:
    """Say that schedule and worker are there; look after jobs that lost their worker or message."""
    current = settings_module.get()
    engine = engine_for(current.database_url)
    with transaction(engine) as session:
        heartbeat.beat(session)
    jobs.sweep_once(
        engine,
        attempts=current.job_attempts,
        resend_after=current.lease_seconds,
    )


@celery.task(name="xunzhan.tidy")
def tidy() -> None:
    """Remove uploads that nobody finished and folders that killed attempts left."""
    current = settings_module.get()
    leftovers.remove(current, older_than_s=2 * LONGEST_JOB_S)
    with transaction(engine_for(current.database_url)) as session:
        uploads.expire(session, current, real_now())


@celery.task(name=LADDER)
def climb() -> None:
    """Remind of deadlines, raise what is overdue, and look back at what was closed."""
    ladder.daily(engine_for(settings_module.get().database_url))


@celery.task(name=HEAD)
def export_head() -> None:
    """Write the day's head of the record beside the database."""
    current = settings_module.get()
    with reading(engine_for(current.database_url)) as session:
        heads.export(session, current.home)


@celery.task(name=NOTICES)
def send_notices() -> None:
    """Send the mails that wait in the outbox."""
    current = settings_module.get()
    notices.send_waiting(engine_for(current.database_url), current)


@celery.task(name=ORDERS)
def check_orders() -> None:
    """Check the recent months' work orders again: time alone makes them late."""
    with transaction(engine_for(settings_module.get().database_url)) as session:
        orders.check_recent(session)
