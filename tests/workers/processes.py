"""Starts real workers and a real schedule for a test, and waits with a deadline."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis

import settings as settings_module
from settings import Settings

CELERY = [sys.executable, "-m", "celery", "-A"]
WORKER = ["worker", "--queues", "intake,imagery,ledger", "--concurrency", "1"]
PLAIN = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]


class Processes:
    """The processes of one installation; all of them are gone after :meth:`stop`."""

    def __init__(self, settings: Settings, *, app: str = "tests.workers.slowapp") -> None:
        self._celery = [*CELERY, app]
        self.logs = settings.home / "logs"
        self.logs.mkdir()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("XUNZHAN_")}
        self._env = inherited | {
            "XUNZHAN_HOME": str(settings.home),
            "XUNZHAN_DATABASE_URL": settings.database_url,
            "XUNZHAN_BROKER_URL": settings.broker_url,
            "XUNZHAN_LEASE_SECONDS": str(settings.lease_seconds),
        }
        self._all: list[subprocess.Popen[bytes]] = []

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        return self._start(name, [*self._celery, *WORKER, *PLAIN, "--hostname", f"{name}@test"])

    def beat(self) -> subprocess.Popen[bytes]:
        return self._start("beat", [*self._celery, "beat", "--pidfile=", "--loglevel", "INFO"])

    def stop(self) -> None:
        for process in self._all:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def said(self) -> str:
        return "\n".join(
            f"== {log.name}\n{log.read_text('utf-8', 'replace')[-3000:]}"
            for log in sorted(self.logs.glob("*.log"))
        )

    def _start(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                env=self._env,
                cwd=settings_module.ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._all.append(process)
        return process


def redis_database() -> str | None:
    """A database of the test Redis server for this test process alone, emptied; None without."""
    server = os.environ.get("XZ_TEST_REDIS")
    if not server:
        return None
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = f"{server.rsplit('/', 1)[0]}/{8 + process}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


def until(check: Callable[[], Any], *, within: float, what: str) -> Any:
    """Return what ``check`` returns as soon as it is true; fail when the deadline passes."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := check():
            return found
        time.sleep(0.1)  # polling, bounded by the deadline
    raise AssertionError(f"not within {within:.0f} s: {what}")
