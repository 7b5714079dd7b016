"""Engines and sessions for both modes; short writes, honest transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from ledger.spatial import register_functions

READ_ONLY = "xunzhan_read_only"


@cache
def engine_for(url: str) -> Engine:
    """Return the process's engine for a database address.

    SQLite runs in WAL mode; a writing transaction takes the write lock when it begins
    (``BEGIN IMMEDIATE``), so that two writers queue instead of failing at commit.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    if sqlite and (database := make_url(url).database):
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_pre_ping=not sqlite)
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    register_functions(connection)
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=20000",
        "synchronous=NORMAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def new_session(engine: Engine, *, read_only: bool = False) -> Session:
    """Open a session; a read-only one never takes the write lock."""
    if read_only:
        options: dict[str, Any] = {READ_ONLY: True}
        if engine.dialect.name == "postgresql":
            options["postgresql_readonly"] = True
        return Session(engine.execution_options(**options))
    return Session(engine)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Run one writing transaction: commit at the end, roll back on any error."""
    with new_session(engine) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Run one reading transaction."""
    with new_session(engine, read_only=True) as session:
        yield session
