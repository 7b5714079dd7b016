"""``card.intake``: photos, logs and videos of a flight, one by one; a bad one never stops it.

Each file is stored in a transaction of its own that checks the lease, so the flight fills while
people look at it, and another worker goes on where a killed one ended.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from geo.errors import Refused
from imagery.hashing import sha256_of
from imagery.photos import CardLimits, StoredPhoto, open_card, take_photo
from ledger import flights, uploads
from ledger.flights import LogRecord, PhotoRecord
from ledger.models import Flight, FlightLog, Job, Photo, Upload
from workers import card_logs, card_videos, limits
from workers.context import Context, LeaseLost, Stopped

ZIP = b"PK"
LARGEST_MB = 256
"""What one file of a card may have at least, however small uploads are kept."""
OWN_COLUMNS = (
    "taken_at",
    "lon",
    "lat",
    "flags",
    "footprint",
    "gsd_m",
    "gsd_worst_m",
    "quality",
    "measures",
)
"""What a photo's row holds in columns of its own, beside ``facts``."""

_Taken = tuple[str, StoredPhoto] | tuple[str, StoredPhoto, Mapping[str, Any]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _File:
    """A file to take in, or (with ``refusal``) one that was refused already."""

    name: str
    path: Path | None = None
    refusal: dict[str, Any] | None = None


def run(ctx: Context, job: Job) -> None:
    """Take the files of one or more uploads in as photos and logs of a flight."""
    with ctx.reading() as session:
        if session.get(Flight, job.subject_id) is None:
            return
        known = set(session.scalars(select(Photo.sha256).where(Photo.flight_id == job.subject_id)))
        of_logs = select(FlightLog.sha256).where(FlightLog.flight_id == job.subject_id)
        known |= set(session.scalars(of_logs))
    ctx.stage("stage.unpack", 0)
    files = [file for upload_id in job.payload["uploads"] for file in _files(ctx, upload_id)]
    refused = []
    for number, file in enumerate(files):
        ctx.stage("stage.photos", 5 + 90 * number // len(files))
        if refusal := file.refusal or _take(ctx, job, file, known):
            refused.append(refusal)
    with ctx.finishing() as session:
        flight = session.get_one(Flight, job.subject_id)
        flights.finish(session, flight, refused)
        if flight.state == "ready":
            flights.place_again(session, flight, actor_id=job.created_by_id)
        for upload_id in job.payload["uploads"]:
            uploads.discard(session, ctx.settings, session.get_one(Upload, upload_id))
        ctx.result = {"files": len(files), "refused": len(refused)}


def _files(ctx: Context, upload_id: str) -> Iterator[_File]:
    """Yield the files of one upload: what a card holds, or the one file that it is."""
    with ctx.reading() as session:
        name = session.get_one(Upload, upload_id).filename
    path = uploads.path_of(ctx.settings, upload_id)
    if not path.is_file():
        yield _refused(name, "card.file_gone", {"filename": name})
    elif not _is_card(path, name):
        yield _File(name, path)
    else:
        yield from _unpacked(ctx, name, path)


def _is_card(path: Path, name: str) -> bool:
    """Whether an upload is an archive of files; a KMZ is one too, but is a log."""
    with path.open("rb") as file:
        return file.read(2) == ZIP and not name.lower().endswith(".kmz")


def _unpacked(ctx: Context, name: str, path: Path) -> Iterator[_File]:
    largest = max(LARGEST_MB, ctx.settings.max_upload_mb) * 2**20
    bounds = CardLimits(max_files=ctx.settings.max_card_files, max_file_bytes=largest)
    try:
        entries = open_card(path, ctx.temp / path.name, bounds, also=_is_other)
    except Refused as refusal:
        yield _refused(name, refusal.code, refusal.params)
        return
    for entry in entries:
        if entry.path is None:
            yield _refused(entry.name, entry.code or "card.damaged", entry.params)
        else:
            yield _File(entry.name, entry.path)


def _is_other(path: Path, name: str) -> bool:
    return card_logs.is_log(path, name) or card_videos.is_video(path)


def _take(ctx: Context, job: Job, file: _File, known: set[str]) -> dict[str, Any] | None:
    """Store one file; return its refusal, or None."""
    assert file.path is not None  # noqa: S101  (without a path there is a refusal)
    sha256 = sha256_of(file.path)
    if sha256 in known:
        return None
    try:
        found = _read(ctx, file.name, file.path)
    except (Stopped, LeaseLost):
        raise
    except Refused as refusal:
        return _entry(file.name, refusal.code, refusal.params)
    except Exception as error:  # noqa: BLE001  (one bad file must not cost the others)
        _log.warning("a file of job %d was left out", job.id, exc_info=error)
        params = {"filename": file.name, "kind": type(error).__name__}
        return _entry(file.name, "card.unreadable", params)
    for item in found:
        if isinstance(item, LogRecord):
            card_logs.store(ctx, job, item, file.path)
        else:
            _store(ctx, job, *item)
    known.add(sha256)
    return None


def _read(ctx: Context, name: str, path: Path) -> list[LogRecord | _Taken]:
    """Return what a file is to the flight: a photo, a log, or the frames of a video."""
    if card_logs.is_log(path, name):
        return [card_logs.read(ctx, name, path)]
    if not card_videos.is_video(path):
        return [(name, _photo(ctx, name, path))]
    return [
        (frame.name, _photo(ctx, frame.name, frame.path), frame.facts)
        for frame in card_videos.frames(ctx, name, path)
    ]


def _photo(ctx: Context, name: str, path: Path) -> StoredPhoto:
    return take_photo(
        path,
        filename=name,
        out_dir=ctx.temp / "photos",
        limits=limits.for_settings(ctx.settings),
        on_stage=lambda _stage, _percent: ctx.check_cancel(),
    )


def _store(
    ctx: Context, job: Job, name: str, photo: StoredPhoto, more: Mapping[str, Any] | None = None
) -> None:
    facts = photo.facts
    kept = {key: value for key, value in asdict(facts).items() if key not in OWN_COLUMNS}
    record = PhotoRecord(
        sha256=photo.sha256,
        filename=name,
        taken_at=facts.taken_at,
        lon=facts.lon,
        lat=facts.lat,
        facts=kept | dict(more or {}),
        flags=facts.flags,
        stored_sha=ctx.store.put_file(photo.stored),
        thumb_sha=ctx.store.put_file(photo.thumb),
        footprint=facts.footprint,
        gsd_m=facts.gsd_m,
        gsd_worst_m=facts.gsd_worst_m,
        quality=facts.quality,
        measures=facts.measures,
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
