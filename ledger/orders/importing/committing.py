"""Write previewed orders, all of them or nothing; an import is one event in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import chain, clock, counters, jobs
from ledger.models import OrderImport, OrderMapping, OrderPhoto, Upload, User, WorkOrder
from ledger.orders.importing.known import (
    FIELDS,
    differences,
    digest_of,
    orders_by_number,
    value,
)
from ledger.orders.importing.previewing import Preview
from ledger.orders.importing.reading import Row

JOB = "orders.check"


def commit(
    session: Session, seen: Preview, *, sha256: str, photos_upload: str = "", actor: User
) -> OrderImport:
    """Write every row of ``seen`` in the caller's transaction and ask for photos and checks.

    Parameters
    ----------
    sha256 : str
        Of the file, which lies in the media store.
    photos_upload : str
        The complete upload with the archive of photos; empty when there is none.

    Raises
    ------
    Refused
        ``import.has_problems``: nothing is written unless every row is right.
    """
    if not seen.ok:
        raise Refused("import.has_problems", count=seen.counts.get("problems", 0))
    # Whoever files for the same company at the same time waits here.
    counters.following(session, f"orders:{seen.company.id}")
    numbers = [row.values["number"] for row in seen.rows]
    known = orders_by_number(session, seen.company, numbers)
    made = _made(session, seen, sha256, photos_upload, actor)
    changes: dict[str, Any] = {}
    for row in seen.rows:
        order = known.get(row.values["number"])
        if order is None:
            session.add(_order(row, made))
        elif changed := differences(order, row.values):
            changes[order.number] = _change(order, row, made, changed)
    new = len(seen.rows) - len(known)
    made.counts = made.counts | {
        "new": new,
        "change": len(changes),
        "same": len(known) - len(changes),
    }
    _remember(session, seen)
    session.flush()
    _record(session, seen, made, changes, actor)
    job = jobs.enqueue(
        session, JOB, subject_kind="order_import", subject_id=made.id, actor_id=actor.id
    )
    if photos_upload:
        upload = session.get_one(Upload, photos_upload)
        upload.state, upload.job_id = "taken", job.id  # kept until the job has read it
    return made


def _made(
    session: Session, seen: Preview, sha256: str, photos_upload: str, actor: User
) -> OrderImport:
    made = OrderImport(
        company_id=seen.company.id,
        filename=seen.filename[:255],
        sha256=sha256,
        counts={"rows": len(seen.rows), "months": seen.months},
        photos_upload=photos_upload,
        made_by_id=actor.id,
        made_at=clock.now(session),
    )
    session.add(made)
    session.flush()
    return made


def _order(row: Row, made: OrderImport) -> WorkOrder:
    found = row.values
    return WorkOrder(
        **{name: value(found, name) for name in FIELDS},
        company_id=made.company_id,
        station_id=found["station_id"],
        import_id=made.id,
        digest=digest_of(found),
        photos=[OrderPhoto(name=name) for name in found.get("photos", [])],
    )


def _change(
    order: WorkOrder, row: Row, made: OrderImport, changed: Sequence[str]
) -> dict[str, Any]:
    """Bring an order up to date; return what it said before and says now."""
    found = row.values
    before = {name: _said(order, name) for name in changed}
    for name in (*FIELDS, "station_id"):
        setattr(order, name, value(found, name))
    names = found.get("photos", [])
    order.photos = [p for p in order.photos if p.name in names]
    there = {photo.name for photo in order.photos}
    order.photos += [OrderPhoto(name=name) for name in names if name not in there]
    order.import_id, order.digest = made.id, digest_of(found)
    order.checked_at, order.covered = None, False
    return {name: [before[name], _said(order, name)] for name in changed}


def _said(order: WorkOrder, name: str) -> Any:
    if name == "photos":
        return [photo.name for photo in order.photos]
    return chain.plain(getattr(order, name))


def _remember(session: Session, seen: Preview) -> None:
    """Keep which header meant which field, for the company's next file."""
    headers: Mapping[str, str] = {column.header: column.field for column in seen.columns}
    row = session.scalar(select(OrderMapping).where(OrderMapping.company_id == seen.company.id))
    if row is None:
        row = OrderMapping(company_id=seen.company.id, headers={})
        session.add(row)
    row.headers = dict(row.headers) | dict(headers)


def _record(
    session: Session, seen: Preview, made: OrderImport, changes: Mapping[str, Any], actor: User
) -> None:
    chain.append(
        session,
        actor=actor,
        action="order.import",
        from_state=None,
        to_state=None,
        payload={
            "subject": f"orders:{seen.company.key}:{','.join(seen.months)}",
            "import": made.id,
            "file": seen.filename,
            "sha256": made.sha256,
            "counts": made.counts,
            "orders": chain.digest(sorted(digest_of(row.values) for row in seen.rows)),
            "changes": changes,
        },
    )
