"""``card.intake``: the photos of a flight, one by one; a bad file is listed and never stops it.

Each photo is stored in a transaction of its own that checks the lease, so the flight fills while
people look at it, and another worker goes on where a killed one ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from geo.errors import Refused
from imagery.hashing import sha256_of
from imagery.photos import CardLimits, StoredPhoto, open_card, take_photo
from ledger import flights, uploads
from ledger.flights import PhotoRecord
from ledger.models import Flight, Job, Photo, Upload
from workers import limits
from workers.context import Context, LeaseLost, Stopped

ZIP = b"PK"
OWN_COLUMNS = ("taken_at", "lon", "lat", "flags")
"""What a photo's row holds in columns of its own, beside ``facts``."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _File:
    """A photo to take in, or (with ``refusal``) one that was refused already."""

    name: str
    path: Path | None = None
    refusal: dict[str, Any] | None = None


def run(ctx: Context, job: Job) -> None:
    """Take the files of one or more uploads in as photos of a flight."""
    with ctx.reading() as session:
        if session.get(Flight, job.subject_id) is None:
            return
        known = set(session.scalars(select(Photo.sha256).where(Photo.flight_id == job.subject_id)))
    ctx.stage("stage.unpack", 0)
    files = [file for upload_id in job.payload["uploads"] for file in _files(ctx, upload_id)]
    refused = []
    for number, file in enumerate(files):
        ctx.stage("stage.photos", 5 + 90 * number // len(files))
        if refusal := file.refusal or _take(ctx, job, file, known):
            refused.append(refusal)
    with ctx.finishing() as session:
        flights.finish(session, session.get_one(Flight, job.subject_id), refused)
        for upload_id in job.payload["uploads"]:
            uploads.discard(session, ctx.settings, session.get_one(Upload, upload_id))
        ctx.result = {"files": len(files), "refused": len(refused)}


def _files(ctx: Context, upload_id: str) -> Iterator[_File]:
    """Yield the photos of one upload: what a card holds, or the one photo that it is."""
    with ctx.reading() as session:
        name = session.get_one(Upload, upload_id).filename
    path = uploads.path_of(ctx.settings, upload_id)
    if not path.is_file():
        yield _refused(name, "card.file_gone", {"filename": name})
    elif not _is_zip(path):
        yield _File(name, path)
    else:
        yield from _unpacked(ctx, name, path)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == ZIP


def _unpacked(ctx: Context, name: str, path: Path) -> Iterator[_File]:
    bounds = CardLimits(max_files=ctx.settings.max_card_files)
    try:
        entries = open_card(path, ctx.temp / path.name, bounds)
    except Refused as refusal:
        yield _refused(name, refusal.code, refusal.params)
        return
    for entry in entries:
        if entry.path is None:
            yield _refused(entry.name, entry.code or "card.damaged", entry.params)
        else:
            yield _File(entry.name, entry.path)


def _take(ctx: Context, job: Job, file: _File, known: set[str]) -> dict[str, Any] | None:
    """Store one photo; return its refusal, or None."""
    assert file.path is not None  # noqa: S101  (without a path there is a refusal)
    if sha256_of(file.path) in known:
        return None
    try:
        photo = take_photo(
            file.path,
            filename=file.name,
            out_dir=ctx.temp / "photos",
            limits=limits.for_settings(ctx.settings),
            on_stage=lambda _stage, _percent: ctx.check_cancel(),
        )
    except (Stopped, LeaseLost):
        raise
    except Refused as refusal:
        return _entry(file.name, refusal.code, refusal.params)
    except Exception as error:  # noqa: BLE001  (one bad file must not cost the others)
        _log.warning("a photo of job %d was left out", job.id, exc_info=error)
        params = {"filename": file.name, "kind": type(error).__name__}
        return _entry(file.name, "card.unreadable", params)
    _store(ctx, job, file.name, photo)
    known.add(photo.sha256)
    return None


def _store(ctx: Context, job: Job, name: str, photo: StoredPhoto) -> None:
    facts = photo.facts
    record = PhotoRecord(
        sha256=photo.sha256,
        filename=name,
        taken_at=facts.taken_at,
        lon=facts.lon,
        lat=facts.lat,
        facts={key: value for key, value in asdict(facts).items() if key not in OWN_COLUMNS},
        flags=facts.flags,
        stored_sha=ctx.store.put_file(photo.stored),
        thumb_sha=ctx.store.put_file(photo.thumb),
    )
    with ctx.writing() as session:
        flights.store_photo(session, session.get_one(Flight, job.subject_id), record)
    photo.stored.unlink(missing_ok=True)
    photo.thumb.unlink(missing_ok=True)


def _refused(name: str, code: str, params: dict[str, Any]) -> _File:
    return _File(name, refusal=_entry(name, code, params))


def _entry(name: str, code: str, params: dict[str, Any]) -> dict[str, Any]:
    plain = {key: v if isinstance(v, str | int | float) else str(v) for key, v in params.items()}
    return {"file": name, "code": code, "params": plain}
