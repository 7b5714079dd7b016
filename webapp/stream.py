"""Jobs as server-sent events: one poller a process reads what changed and tells the subscribers."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from sqlalchemy import Engine, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from geo import messages
from geo.errors import Conflict
from geo.messages import Lang
from ledger import access
from ledger.db import reading
from ledger.models import Job, User
from ledger.models.base import now
from webapp.serial.jobs import job_json

PER_PERSON = 4
IN_TOTAL = 60
POLL_S = 1.0
HEARTBEAT_S = 10.0
LONGEST_S = 600.0
"""Then the browser connects anew and is checked anew."""
BACKLOG = 200
ENDED_S = 15.0
"""A job that ended this long ago is still read, so that no end is missed between two polls."""
POLL_INSTEAD: dict[str, Any] = {}
"""Told to a stream that a younger one of the same person replaced."""

messages.register(
    {
        "stream.full": (
            "实时进度连接已满，页面改为定时刷新",
            "All live connections are in use; the page asks from time to time instead",
        )
    }
)

_log = logging.getLogger(__name__)
Signature = tuple[Any, ...]


@dataclass(eq=False)
class Subscriber:
    """One open stream."""

    user_id: int
    key: str
    """The account's ``fs_uniquifier``: when it changes, the stream ends."""
    lang: Lang
    ids: frozenset[int] | None
    """The jobs asked for; None: all that the person may see."""
    events: queue.Queue[dict[str, Any] | None] = field(default_factory=lambda: queue.Queue(BACKLOG))

    def wants(self, job: Job) -> bool:
        """Whether the stream is about ``job``."""
        return self.ids is None or job.id in self.ids

    def tell(self, event: dict[str, Any] | None) -> None:
        """Queue an event; a reader that fell too far behind is ended and connects anew."""
        try:
            self.events.put_nowait(event)
        except queue.Full:
            self.events.queue.clear()
            self.events.put_nowait(None)


class Hub:
    """The subscribers of one process, and the thread that tells them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._subscribers: dict[Subscriber, None] = {}  # oldest first
        self._known: dict[int, Signature] = {}
        self._thread: threading.Thread | None = None

    def subscribe(self, subscriber: Subscriber) -> None:
        """Add a stream; a person's fifth ends their oldest, most likely of a page already left.

        Raises
        ------
        Conflict
            ``stream.full``: sixty in the process.
        """
        with self._lock:
            own = [s for s in self._subscribers if s.user_id == subscriber.user_id]
            if len(own) < PER_PERSON and len(self._subscribers) >= IN_TOTAL:
                raise Conflict("stream.full")
            for oldest in own[: max(len(own) - PER_PERSON + 1, 0)]:
                del self._subscribers[oldest]
                oldest.tell(POLL_INSTEAD)
            self._subscribers[subscriber] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="job-stream", daemon=True)
                self._thread.start()

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Forget a stream; doing it twice is the same as once."""
        with self._lock:
            self._subscribers.pop(subscriber, None)

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            with self._lock:
                audience = list(self._subscribers)
                if not audience:
                    self._thread, self._known = None, {}
                    return
            try:
                with reading(self._engine) as session:
                    self._tell(session, audience)
            except SQLAlchemyError:
                _log.warning("jobs could not be read for the stream", exc_info=True)
            pause.wait(POLL_S)

    def _tell(self, session: Session, audience: Iterable[Subscriber]) -> None:
        changed = [job for job in self._read(session, audience) if self._is_new(job)]
        for subscriber in audience if changed else ():
            user = session.get(User, subscriber.user_id)
            if user is None or not user.active or user.fs_uniquifier != subscriber.key:
                subscriber.tell(None)
                continue
            for job in changed:
                if subscriber.wants(job) and access.can(user, "job.view", job):
                    subscriber.tell(job_json(job, subscriber.lang, user))

    def _read(self, session: Session, audience: Iterable[Subscriber]) -> list[Job]:
        """Return what may have changed: the moving jobs, and those that moved a moment ago."""
        asked = sorted({n for s in audience for n in s.ids or ()})
        just_ended = Job.ended_at > now() - timedelta(seconds=ENDED_S)
        moving = Job.state.in_(("queued", "running"))
        jobs = list(session.scalars(select(Job).where(or_(moving, just_ended, Job.id.in_(asked)))))
        self._known = {j.id: self._known[j.id] for j in jobs if j.id in self._known}
        return jobs

    def _is_new(self, job: Job) -> bool:
        signature = (job.state, job.stage, job.percent, job.attempts, job.cancel_requested)
        if self._known.get(job.id) == signature:
            return False
        self._known[job.id] = signature
        return True


def events(subscriber: Subscriber, first: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the stream's text: the state now, then every change, and a heartbeat in between."""
    until = monotonic() + LONGEST_S
    yield "retry: 3000\n\n"
    yield from map(_event, first)
    while monotonic() < until:
        try:
            event = subscriber.events.get(timeout=HEARTBEAT_S)
        except queue.Empty:
            yield ": still here\n\n"
            continue
        if event is None:
            return
        yield _event(event)
        if event is POLL_INSTEAD:
            return


def _event(job: dict[str, Any]) -> str:
    if job is POLL_INSTEAD:
        return "event: full\ndata: {}\n\n"
    return f"event: job\ndata: {json.dumps(job, ensure_ascii=False)}\n\n"
