"""A killed worker's job is finished by another one within a minute, exactly once.

Real processes: two workers and the schedule, on SQLite and the folder broker, or on PostgreSQL and
Redis when ``XZ_TEST_POSTGRES`` and ``XZ_TEST_REDIS`` name servers.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import settings as settings_module
from ledger import jobs
from ledger.db import reading, transaction
from ledger.models import Meta
from tests.workers.processes import Processes, redis_database, until
from workers import queue

pytestmark = [pytest.mark.slow]

A_MINUTE = 60.0
STARTED = 60.0


@pytest.fixture
def installation(settings, monkeypatch) -> settings_module.Settings:
    """Settings of a fresh installation, also those of this process (which sends like the web)."""
    mine = replace(settings, broker_url=redis_database() or "filesystem://")
    monkeypatch.setattr(settings_module, "get", lambda: mine)
    jobs.set_notifier(queue.send)
    yield mine
    jobs.set_notifier(None)


@pytest.fixture
def processes(installation) -> Iterator[Processes]:
    started = Processes(installation)
    yield started
    started.stop()


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "slow"
    path.mkdir()
    return path


def pids(folder: Path, attempt: int) -> tuple[int, int] | None:
    """Who works on the slow job: (child, worker)."""
    path = folder / f"started-{attempt}"
    words = path.read_text().split() if path.exists() else []
    return (int(words[0]), int(words[1])) if len(words) == 2 else None


def ended(row, job_id):
    found = row(job_id)
    return found if found.ended_at else None


def results(engine) -> list[str]:
    with reading(engine) as session:
        return sorted(key for (key,) in session.query(Meta.key) if key.startswith("result-"))


def test_the_job_of_a_killed_child_is_finished_once(engine, processes, enqueue, row, folder):
    processes.worker("a"), processes.worker("b"), processes.beat()
    job_id = enqueue("test.slow", folder=str(folder))
    child, _ = until(lambda: pids(folder, 1), within=STARTED, what="the job starts")
    os.kill(child, signal.SIGKILL)
    (folder / "go").touch()
    done = until(lambda: ended(row, job_id), within=A_MINUTE, what=processes.said())
    assert (done.state, done.attempts) == ("done", 2)
    assert results(engine) == [f"result-{job_id}-2"]


def test_the_job_of_a_killed_worker_is_finished_once_by_another(
    engine, processes, enqueue, row, folder
):
    first = processes.worker("a")
    job_id = enqueue("test.slow", folder=str(folder))
    _, worker = until(lambda: pids(folder, 1), within=STARTED, what="the job starts")
    assert worker == first.pid
    second = processes.worker("b")
    processes.beat()
    os.killpg(first.pid, signal.SIGKILL)
    (folder / "go").touch()
    done = until(lambda: ended(row, job_id), within=A_MINUTE, what=processes.said())
    assert (done.state, done.attempts) == ("done", 2)
    assert pids(folder, 2)[1] == second.pid
    assert results(engine) == [f"result-{job_id}-2"]


def test_the_job_of_a_worker_killed_without_its_child_is_finished_once(
    engine, processes, enqueue, row, folder
):
    first = processes.worker("a")
    job_id = enqueue("test.slow", folder=str(folder))
    until(lambda: pids(folder, 1), within=STARTED, what="the job starts")
    processes.worker("b"), processes.beat()
    os.kill(first.pid, signal.SIGKILL)
    (folder / "go").touch()
    done = until(lambda: ended(row, job_id), within=A_MINUTE, what=processes.said())
    assert done.state == "done"
    assert results(engine) == [f"result-{job_id}-{done.attempts}"]


def test_a_job_that_kills_its_worker_is_given_up_after_three_and_others_go_on(
    engine, processes, enqueue, row, folder
):
    processes.worker("a"), processes.beat()
    poison = enqueue("test.suicide")
    given_up = until(lambda: ended(row, poison), within=2 * A_MINUTE, what=processes.said())
    assert (given_up.state, given_up.error_code) == ("failed", "job.worker_lost")
    assert given_up.attempts == 3
    (folder / "go").touch()
    job_id = enqueue("test.slow", folder=str(folder))
    assert until(lambda: ended(row, job_id), within=A_MINUTE, what="a good job").state == "done"
    assert results(engine) == [f"result-{job_id}-1"]


def test_a_running_job_is_cancelled_while_it_works(engine, processes, enqueue, row, folder):
    processes.worker("a")
    job_id = enqueue("test.slow", folder=str(folder))
    until(lambda: pids(folder, 1), within=STARTED, what="the job starts")
    with transaction(engine) as session:
        jobs.cancel(session, job_id)
    stopped = until(lambda: ended(row, job_id), within=STARTED, what=processes.said())
    assert stopped.state == "cancelled"
    assert results(engine) == []


def test_a_job_whose_message_was_lost_is_found_by_the_sweeper(
    engine, processes, enqueue, row, folder
):
    jobs.set_notifier(None)
    (folder / "go").touch()
    job_id = enqueue("test.slow", folder=str(folder))
    processes.worker("a"), processes.beat()
    assert until(lambda: ended(row, job_id), within=A_MINUTE, what=processes.said()).state == "done"
