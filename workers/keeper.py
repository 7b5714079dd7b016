"""Keeps a lease alive beside the work, and hears when it is lost or somebody cancels."""

from __future__ import annotations

import logging
import threading
import time
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from geo.errors import Conflict
from ledger import jobs
from ledger.db import transaction
from ledger.jobs import Lease

_log = logging.getLogger(__name__)


class Keeper:
    """A thread that renews one lease every third of its length until it is stopped."""

    def __init__(self, engine: Engine, lease: Lease, *, seconds: float) -> None:
        self.lost = threading.Event()
        self.cancelled = threading.Event()
        self._engine, self._lease, self._seconds = engine, lease, seconds
        self._until = time.monotonic() + seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"lease-{lease.job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds / 3) and not self.lost.is_set():
            self._renew()

    def _renew(self) -> None:
        asked = time.monotonic()
        try:
            with transaction(self._engine) as session:
                cancel = jobs.renew(session, self._lease, seconds=self._seconds)
        except Conflict:
            self.lost.set()
        except SQLAlchemyError:
            # The database may come back before the lease ends; after that it is not ours.
            _log.warning("lease of job %d not renewed", self._lease.job_id, exc_info=True)
            if time.monotonic() >= self._until:
                self.lost.set()
        else:
            self._until = asked + self._seconds
            if cancel:
                self.cancelled.set()
