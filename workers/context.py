"""What a task gets beside its job: database, files, a lease, and a way to say how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from geo.errors import Conflict
from ledger import jobs
from ledger.db import reading, transaction
from ledger.jobs import Lease
from settings import Settings
from workers.keeper import Keeper

PROGRESS_EVERY_S = 0.5
"""Percent is written at most this often; a new stage at once (SQLite has one writer)."""


class Stopped(Exception):
    """The work stops here because somebody asked for it."""


class LeaseLost(Exception):
    """Another worker has the job, or it has ended: nothing of this attempt may be written."""


@dataclass(kw_only=True)
class Context:
    """One attempt at one job."""

    engine: Engine
    settings: Settings
    store: Any
    """The media store (``ledger.media.MediaStore``)."""
    lease: Lease
    keeper: Keeper
    temp: Path
    """A folder of this attempt alone; removed afterwards."""
    finished: bool = False
    result: dict[str, Any] = field(default_factory=dict)
    """Goes into the job's row when it ends well; plain JSON values."""
    _stage: str = ""
    _written: float = 0.0

    def stage(self, name: str, percent: int) -> None:
        """Say which stage runs (``stage.decode``) and how far the job is (0-100).

        Raises
        ------
        Stopped
            Somebody asked to cancel.
        LeaseLost
            The job is not ours any more.
        """
        self.check_cancel()
        if name == self._stage and monotonic() - self._written < PROGRESS_EVERY_S:
            return
        with owning(), transaction(self.engine) as session:
            cancel = jobs.progress(session, self.lease, stage=name, percent=percent)
        self._stage, self._written = name, monotonic()
        if cancel:
            raise Stopped

    def check_cancel(self) -> None:
        """Raise ``Stopped`` or ``LeaseLost`` when the work is of no use any more; costs nothing."""
        if self.keeper.lost.is_set():
            raise LeaseLost
        if self.keeper.cancelled.is_set():
            raise Stopped

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Run one reading transaction."""
        with reading(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Run a transaction that stores a part of the results while the job goes on.

        For parts that are whole by themselves and written again without harm.
        """
        with owning(), transaction(self.engine) as session:
            jobs.hold(session, self.lease)
            yield session

    @contextmanager
    def finishing(self) -> Iterator[Session]:
        """Run the transaction that holds the results and ends the job.

        The lease is checked first (on PostgreSQL that locks the job's row) and the job ends with
        :attr:`result` in the same commit: results are there exactly once or not at all.
        """
        with owning(), transaction(self.engine) as session:
            if jobs.hold(session, self.lease):
                raise Stopped
            yield session
            jobs.finish(session, self.lease, result=self.result)
        self.finished = True


@contextmanager
def owning() -> Iterator[None]:
    """Turn the job store's ``job.lease_lost`` into :class:`LeaseLost`."""
    try:
        yield
    except Conflict as conflict:
        if conflict.code == "job.lease_lost":
            raise LeaseLost from conflict
        raise
