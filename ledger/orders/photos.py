"""Photos of orders: what a worker read of each file, written to the orders that name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models import Job, OrderImport, OrderPhoto, WorkOrder


@dataclass(frozen=True, kw_only=True)
class PhotoRead:
    """One picture as the sandbox read it; ``why`` is the code of a refusal."""

    name: str
    sha256: str = ""
    stored_sha: str = ""
    thumb_sha: str = ""
    look_hash: str = ""
    taken_at: datetime | None = None
    why: str = ""


def wanted(session: Session, made: OrderImport) -> dict[str, list[int]]:
    """Return name (folded) -> ids of the photos that wait for a file of that name."""
    query = (
        select(OrderPhoto.name, OrderPhoto.id)
        .join(WorkOrder)
        .where(
            WorkOrder.company_id == made.company_id,
            WorkOrder.import_id == made.id,
            OrderPhoto.state != "stored",
        )
        .order_by(OrderPhoto.id)
    )
    names: dict[str, list[int]] = {}
    for name, photo_id in session.execute(query):
        names.setdefault(name.casefold(), []).append(photo_id)
    return names


def store(session: Session, ids: Sequence[int], read: PhotoRead) -> None:
    """Write what was read to every photo that names the file."""
    for photo in session.scalars(select(OrderPhoto).where(OrderPhoto.id.in_(ids))):
        photo.state = "refused" if read.why else "stored"
        photo.sha256, photo.stored_sha = read.sha256 or None, read.stored_sha or None
        photo.thumb_sha, photo.look_hash = read.thumb_sha or None, read.look_hash
        photo.taken_at, photo.why = read.taken_at, read.why
    session.flush()


def finish(session: Session, made: OrderImport, *, unused: int, why: str = "") -> Mapping[str, Any]:
    """Mark what did not come and count what became of an import's photos."""
    query = select(OrderPhoto).join(WorkOrder).where(WorkOrder.import_id == made.id)
    photos = session.scalars(query).all()
    for photo in photos:
        if photo.state == "waiting":
            photo.state = "missing"
    counts = Counter(photo.state for photo in photos)
    made.photos = dict(counts) | {"unused": unused} | ({"why": why} if why else {})
    made.state = "done"
    session.flush()
    return made.photos


def ended(session: Session, job: Job) -> None:
    """Say on an import that its job failed or was cancelled, or that it waits again."""
    made = session.get(OrderImport, job.subject_id)
    if made is not None:
        made.state = "waiting" if job.state == "queued" else "failed"
        session.flush()
