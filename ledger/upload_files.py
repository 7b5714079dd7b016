"""Where the bytes of uploads lie, and when they go."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from geo.errors import NotFound
from ledger.models import Job, Upload
from settings import Settings


def path_of(settings: Settings, upload_id: str) -> Path:
    """Return where the bytes of an upload lie; only a UUID names a file."""
    try:
        name = str(uuid.UUID(upload_id))
    except ValueError:
        raise NotFound("upload.not_found") from None
    folder = settings.home / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def discard(session: Session, settings: Settings, upload: Upload) -> None:
    """Remove the bytes of an upload once the caller's transaction has committed."""
    if not session.info.get("uploads_listening"):
        session.info["uploads_listening"] = True
        event.listen(session, "after_commit", _drop)
        event.listen(session, "after_rollback", lambda s: s.info.pop("uploads_to_drop", None))
    session.info.setdefault("uploads_to_drop", []).append(path_of(settings, upload.id))


def drop_unneeded(session: Session, settings: Settings, at: datetime) -> None:
    """Remove files past their time: ended uploads, and files whose row was never committed."""
    before = at - timedelta(hours=settings.upload_keep_hours)
    folder = settings.home / "uploads"
    for path in folder.iterdir() if folder.exists() else ():
        upload = session.get(Upload, path.name)
        if upload is None:
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
        elif upload.expires_at < at and not _in_work(session, upload):
            discard(session, settings, upload)


def _drop(session: Session) -> None:
    for path in session.info.pop("uploads_to_drop", []):
        path.unlink(missing_ok=True)


def _in_work(session: Session, upload: Upload) -> bool:
    job = session.get(Job, upload.job_id) if upload.job_id else None
    return job is not None and job.state in {"queued", "running"}
