"""Waking workers: a job is told to the broker after the commit that wrote it, never before."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

Notifier = Callable[[int, str], None]

_log = logging.getLogger(__name__)
_notifiers: list[Notifier] = []


def set_notifier(notifier: Notifier | None) -> None:
    """Choose who is told (job id, queue) after a commit; None: nobody, the sweeper sends."""
    _notifiers[:] = [] if notifier is None else [notifier]


def send_after_commit(session: Session, job_id: int, queue: str) -> None:
    """Tell the notifier of a job when the session's transaction has committed."""
    waiting = session.info.setdefault("jobs_to_send", {})
    if not session.info.get("jobs_listening"):
        session.info["jobs_listening"] = True
        event.listen(session, "after_commit", _send)
        event.listen(session, "after_rollback", _forget)
    waiting[job_id] = queue


def _send(session: Session) -> None:
    for job_id, queue in session.info.pop("jobs_to_send", {}).items():
        for notifier in _notifiers:
            try:
                notifier(job_id, queue)
            except Exception:  # noqa: BLE001  (whatever a broker throws, the row is safe)
                _log.exception("job %d was not sent; the sweeper sends it again", job_id)


def _forget(session: Session) -> None:
    session.info.pop("jobs_to_send", None)
