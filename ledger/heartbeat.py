"""When workers and the schedule were last at work: each sweep leaves its time behind."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.models import Meta
from ledger.models.base import now as real_now

KEY = "heartbeat"
FRESH = timedelta(seconds=30)
"""Six sweeps: one that waits behind a message or two is no alarm yet."""


def beat(session: Session, at: datetime | None = None) -> None:
    """Write that a sweep runs: the schedule asked for it, and a worker took it."""
    dialect = session.get_bind().dialect.name
    table = Meta.__table__
    assert isinstance(table, Table)  # noqa: S101  (a declarative model has a table)
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    value = {"at": (at or real_now()).isoformat()}
    session.execute(
        insert.values(key=KEY, value=value).on_conflict_do_update(
            index_elements=["key"], set_={"value": value}
        )
    )


def last(session: Session) -> datetime | None:
    """Return when the last sweep ran; None: there never was one."""
    row = session.get(Meta, KEY, populate_existing=True)
    return datetime.fromisoformat(row.value["at"]) if row else None


def fresh(seen: datetime | None, at: datetime | None = None) -> bool:
    """Return whether a sweep ran lately."""
    return seen is not None and (at or real_now()) - seen <= FRESH
