"""A broker that goes away and comes back costs time, never a job."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

import settings as settings_module
from ledger import jobs
from ledger.db import reading, transaction
from ledger.models import Job
from ops.services import free_port
from tests.workers.processes import Processes, until

pytestmark = [pytest.mark.slow, pytest.mark.redis]


class Broker:
    """A Redis server of this test that can be stopped and started on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self._port), "--bind", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--save", "", "--dir", str(self._folder)], stdout=subprocess.DEVNULL
        )
        until(self._answers, within=20, what="redis answers")

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture
def broker(tmp_path) -> Iterator[Broker]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server absent")
    mine = Broker(tmp_path)
    mine.start()
    yield mine
    mine.stop()


def test_a_job_written_while_the_broker_was_away_is_done_after_it_came_back(
    engine, settings, broker, monkeypatch
):
    mine = replace(settings, broker_url=broker.url)
    monkeypatch.setattr(settings_module, "get", lambda: mine)
    processes = Processes(mine, app="workers.app")
    try:
        processes.worker("a"), processes.beat()
        first = written(engine)
        until(lambda: state(engine, first) == "done", within=60, what=processes.said())
        broker.stop()
        second = written(engine)
        assert state(engine, second) == "queued"
        broker.start()
        until(lambda: state(engine, second) == "done", within=90, what=processes.said())
    finally:
        processes.stop()


def written(engine) -> int:
    """A job whose subject is gone: it ends early, which is enough here."""
    with transaction(engine) as session:
        return jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=404).id


def state(engine, job_id: int) -> str:
    with reading(engine) as session:
        return session.get_one(Job, job_id).state
