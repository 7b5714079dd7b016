"""``orders.check``: the photos of an import are read in the sandbox, then every rule runs.

A photo that names no order is counted and not kept; a bad one is refused alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from geo.errors import Refused
from imagery.photos import CardFile, CardLimits, open_card, take_photo
from ledger import orders, uploads
from ledger.models import Job, OrderImport, Upload
from ledger.orders import photos
from ledger.orders.photos import PhotoRead
from workers import limits
from workers.context import Context, LeaseLost, Stopped

_log = logging.getLogger(__name__)
Waiting = Mapping[str, Sequence[int]]


def run(ctx: Context, job: Job) -> None:
    """Read the photos of one import and check the months that it touches."""
    with ctx.reading() as session:
        made = session.get(OrderImport, job.subject_id)
        if made is None:
            return
        waiting, upload_id = photos.wanted(session, made), made.photos_upload
    ctx.stage("stage.unpack", 0)
    unused, why = _photos(ctx, waiting, upload_id) if upload_id else (0, "")
    ctx.stage("stage.check", 90)
    with ctx.finishing() as session:
        made = session.get_one(OrderImport, job.subject_id)
        ctx.result = dict(photos.finish(session, made, unused=unused, why=why))
        for month in made.counts.get("months", []):
            done = orders.check(session, month, company=made.company, actor=None)
            ctx.result[month] = done.leads
        if upload_id and (upload := session.get(Upload, upload_id)) is not None:
            uploads.discard(session, ctx.settings, upload)


def _photos(ctx: Context, waiting: Waiting, upload_id: str) -> tuple[int, str]:
    """Read every file of the archive that an order names.

    Returns how many files no order names, and why the archive was refused if it was.
    """
    unused = 0
    try:
        files = _files(ctx, upload_id)
    except Refused as refusal:
        return 0, refusal.code
    for number, file in enumerate(files):
        ctx.stage("stage.photos", 5 + 85 * number // len(files))
        ids = waiting.get(file.name.casefold(), ())
        if not ids:
            unused += 1
            continue
        read = _read(ctx, file)
        with ctx.writing() as session:
            photos.store(session, ids, read)
    return unused, ""


def _files(ctx: Context, upload_id: str) -> list[CardFile]:
    path = uploads.path_of(ctx.settings, upload_id)
    if not path.is_file():
        raise Refused("order.upload_missing")
    return open_card(path, ctx.temp / "orders", CardLimits(max_files=ctx.settings.max_card_files))


def _read(ctx: Context, file: CardFile) -> PhotoRead:
    """Return what the sandbox says of one picture, or why it was refused."""
    if file.path is None:
        return PhotoRead(name=file.name, why=file.code or "card.damaged")
    try:
        return _taken(ctx, file.name, file.path)
    except (Stopped, LeaseLost):
        raise
    except Refused as refusal:
        return PhotoRead(name=file.name, why=refusal.code)
    except Exception as error:  # noqa: BLE001  (one bad file must not cost the others)
        _log.warning("an order's photo was left out", exc_info=error)
        return PhotoRead(name=file.name, why="card.unreadable")


def _taken(ctx: Context, name: str, path: Path) -> PhotoRead:
    photo = take_photo(
        path,
        filename=name,
        out_dir=ctx.temp / "photos",
        limits=limits.for_settings(ctx.settings),
        on_stage=lambda _stage, _percent: ctx.check_cancel(),
    )
    read = PhotoRead(
        name=name,
        sha256=photo.sha256,
        stored_sha=ctx.store.put_file(photo.stored),
        thumb_sha=ctx.store.put_file(photo.thumb),
        look_hash=photo.facts.look_hash,
        taken_at=photo.facts.taken_at,
    )
    photo.stored.unlink(missing_ok=True)
    photo.thumb.unlink(missing_ok=True)
    return read
