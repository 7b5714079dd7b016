"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # test processes share the cores already
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import settings
from ledger import people, schema
from ledger.db import engine_for, new_session
from tests import postgres

hypothesis.settings.register_profile("suite", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("suite")

GENERATED = (
    *("e2e/test_generated_demo.py", "e2e/test_flight_browser.py"),
    *("e2e/test_issue_life_browser.py", "e2e/test_second_start.py"),
)
"""Files that try the same running service (``generated_stack``), one after the other."""
LONG_FIRST = (
    *(*GENERATED, "e2e/test_main_job_browser.py"),
    *("workers/test_killed_workers.py", "unit/imagery/mosaic/", "workers/test_flight_sample.py"),
    *("services/", "e2e/", "unit/imagery/detectors/", "workers/", "hostile/", "unit/imagery/"),
)
"""Where the processes begin, so that none of them ends with a long file while others rest."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with long files; on PostgreSQL leave out what asks for no database."""
    _check_service(items)
    items.sort(key=lambda item: _place(item.nodeid.removeprefix("tests/")))
    if os.environ.get("XZ_TEST_POSTGRES"):
        apart = [item for item in items if _knows_no_mode(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if item not in set(apart)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a process whole files, as ``--dist loadfile`` does, and one process one service."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415  (absent with -p no:xdist)

    class ByService(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "generated" if file.removeprefix("tests/") in GENERATED else file

    return ByService(config, log) if config.getvalue("dist") == "loadfile" else None


def _check_service(items: list[pytest.Item]) -> None:
    """Refuse a file that asks for the shared service and may run after it was stopped."""
    asking = (i.nodeid for i in items if "generated_stack" in getattr(i, "fixturenames", ()))
    files = {nodeid.partition("::")[0].removeprefix("tests/") for nodeid in asking}
    if missing := files - set(GENERATED):
        raise pytest.UsageError(f"not in GENERATED of tests/conftest.py: {', '.join(missing)}")


def _place(path: str) -> int:
    return next((n for n, known in enumerate(LONG_FIRST) if path.startswith(known)), 99)


def _knows_no_mode(item: pytest.Item) -> bool:
    """Whether a test in one process reaches no database; others may start what does."""
    within = item.nodeid.startswith(("tests/unit/", "tests/web/"))
    return within and "template_database" not in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later garbage collection."""
    gc.collect()
    gc.freeze()


SAMPLE_DATA = Path(
    os.environ.get("XUNZHAN_SAMPLE_DATA") or settings.ROOT.parent / "shared" / "data"
)


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real sample data; tests that need it are skipped, by name, without it."""
    if not (SAMPLE_DATA / "README.md").is_file():
        pytest.skip("sample data absent (XUNZHAN_SAMPLE_DATA)")
    return SAMPLE_DATA


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords of tests cost microseconds; ``tests/unit/ledger/test_people.py`` tries the real."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "_hasher", lambda: PasswordHasher(1, 8, 1))
        yield


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


@pytest.fixture(scope="session")
def emptied(template_database, database_server) -> Iterator[postgres.Emptied | None]:
    """The PostgreSQL database that the tests of this process use one after the other."""
    if database_server is None:
        yield None
        return
    kept = postgres.Emptied(database_server, template_database)
    yield kept
    kept.close()


@pytest.fixture
def database_url(tmp_path, template_database, emptied) -> Iterator[str]:
    """The address of an empty database with the current schema."""
    if emptied is None:
        url = copy_of(template_database, tmp_path)
        yield url
        engine_for(url).dispose()
    else:
        yield emptied.url
        emptied.empty()


@pytest.fixture(scope="module")
def new_database(
    tmp_path_factory, template_database, database_server
) -> Iterator[Callable[[], str]]:
    """Make databases that a module fills once and its tests only read: ``new_database()``."""
    made: list[str] = []

    def make() -> str:
        if database_server is None:
            made.append(copy_of(template_database, tmp_path_factory.mktemp("module")))
        else:
            made.append(postgres.create(database_server, template=template_database))
        return made[-1]

    yield make
    for url in made:
        engine_for(url).dispose()
        if database_server is not None:
            postgres.drop(database_server, url)


def copy_of(template: str, folder: Path) -> str:
    """Copy the migrated SQLite file into a folder and return the copy's address."""
    shutil.copy(template.removeprefix("sqlite:///"), folder / "xunzhan.db")
    return f"sqlite:///{folder / 'xunzhan.db'}"


@pytest.fixture
def engine(database_url) -> Engine:
    """An engine on a fresh database."""
    return engine_for(database_url)


@pytest.fixture
def session(engine) -> Iterator[Session]:
    """A writing session on a fresh database; the test commits when it wants to."""
    with new_session(engine) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; a process can have one only, so every test of pages takes this one."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not here")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (most processes need none)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        yield browser
        browser.close()
