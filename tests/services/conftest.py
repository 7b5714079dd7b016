"""An installation with real workers of the real app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import settings as settings_module
from ledger import jobs
from settings import Settings
from tests.workers.processes import Processes, redis_database
from workers import queue


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch) -> Iterator[Settings]:
    """The installation's settings, also those of this process (which sends like the web)."""
    mine = Settings(
        home=tmp_path,
        database_url=database_url,
        broker_url=redis_database() or "filesystem://",
        lease_seconds=5,
    )
    monkeypatch.setattr(settings_module, "get", lambda: mine)
    jobs.set_notifier(queue.send)
    yield replace(mine)
    jobs.set_notifier(None)


@pytest.fixture
def processes(settings) -> Iterator[Processes]:
    started = Processes(settings, app="workers.app")
    yield started
    started.stop()
