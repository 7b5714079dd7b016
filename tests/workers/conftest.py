"""Settings, waiting jobs and test-only kinds for the workers' tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from ledger import jobs
from ledger.db import transaction
from ledger.models import Job
from settings import Settings
from workers import kinds


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        home=tmp_path, database_url=database_url, broker_url="filesystem://", lease_seconds=5
    )


@pytest.fixture
def kind(monkeypatch) -> Iterator[Callable[[Any], str]]:
    """Register a handler as the kind ``test.kind`` for one test."""
    monkeypatch.setattr(kinds, "_HANDLERS", dict(kinds._HANDLERS))

    def register(handler: Any) -> str:
        kinds.register("test.kind", handler)
        return "test.kind"

    return register


@pytest.fixture
def enqueue(engine: Engine) -> Callable[..., int]:
    def write(kind: str, *, subject_id: int = 1, **payload: Any) -> int:
        with transaction(engine) as session:
            job = jobs.enqueue(
                session, kind, subject_kind="scene", subject_id=subject_id, payload=payload
            )
            return job.id

    return write


@pytest.fixture
def row(engine: Engine) -> Callable[[int], Job]:
    def read(job_id: int) -> Job:
        with transaction(engine) as session:
            found = jobs.get(session, job_id)
            session.expunge(found)
            return found

    return read
