"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import settings
from ledger import schema
from ledger.db import engine_for, new_session
from tests import postgres

hypothesis.settings.register_profile("suite", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("suite")

SAMPLE_DATA = Path(
    os.environ.get("XUNZHAN_SAMPLE_DATA") or settings.ROOT.parent / "shared" / "data"
)


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real sample data; tests that need it are skipped, by name, without it."""
    if not (SAMPLE_DATA / "README.md").is_file():
        pytest.skip("sample data absent (XUNZHAN_SAMPLE_DATA)")
    return SAMPLE_DATA


@pytest.fixture(scope="session")
def database_server() -> str | None:
    """The address of the test PostgreSQL server, or None for SQLite (``XZ_TEST_POSTGRES``)."""
    return os.environ.get("XZ_TEST_POSTGRES") or None


@pytest.fixture(scope="session")
def template_database(tmp_path_factory, database_server) -> str:
    """A migrated, empty database that tests copy (a file, or a PostgreSQL template)."""
    if database_server is None:
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'template.db'}"
    else:
        url = postgres.create(database_server)
    engine = engine_for(url)
    schema.migrate(engine)
    with engine.connect() as connection:
        if database_server is None:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return url


@pytest.fixture
def database_url(tmp_path, template_database, database_server) -> Iterator[str]:
    """The address of a fresh database with the current schema."""
    if database_server is None:
        source = template_database.removeprefix("sqlite:///")
        shutil.copy(source, tmp_path / "xunzhan.db")
        url = f"sqlite:///{tmp_path / 'xunzhan.db'}"
        yield url
        engine_for(url).dispose()
    else:
        url = postgres.create(database_server, template=template_database)
        yield url
        engine_for(url).dispose()
        postgres.drop(database_server, url)


@pytest.fixture
def engine(database_url) -> Engine:
    """An engine on a fresh database."""
    return engine_for(database_url)


@pytest.fixture
def session(engine) -> Iterator[Session]:
    """A writing session on a fresh database; the test commits when it wants to."""
    with new_session(engine) as opened:
        yield opened
