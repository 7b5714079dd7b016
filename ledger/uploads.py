"""Resumable uploads (tus 1.0): what has arrived, kept so that a restart loses no byte.

The bytes lie in ``$XUNZHAN_HOME/uploads/<id>``; the row says how many of them count. A piece is
fsynced before the row is committed, so the true offset is the smaller of the two.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import FileIO
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from geo.errors import Conflict, NotFound, Refused
from ledger import details as declared
from ledger.models import Job, Upload, User
from ledger.models.base import now as real_now
from ledger.words import file_name
from settings import Settings

MEGABYTE = 1 << 20
CHECKSUMS = ("sha1", "sha256")
OPEN_STATES = ("receiving", "complete")
MIN_FREE_BYTES = 256 * MEGABYTE
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def create(
    session: Session,
    settings: Settings,
    *,
    owner: User,
    filename: str,
    length: int,
    details: Mapping[str, Any],
) -> Upload:
    """Open an upload of ``length`` bytes.

    Raises
    ------
    Refused
        ``upload.empty``, ``upload.too_large``, ``upload.no_room`` or what
        :func:`ledger.details.parsed` refuses.
    """
    name = file_name(filename)
    _check_length(settings, name, length)
    said = declared.parsed(session, details)
    upload = Upload(
        id=str(uuid.uuid4()),
        owner_id=owner.id,
        filename=name,
        length=length,
        offset=0,
        state="receiving",
        details=said,
        flight_id=said.get("flight"),
        expires_at=real_now() + timedelta(hours=settings.upload_keep_hours),
    )
    session.add(upload)
    session.flush()
    path_of(settings, upload.id).touch(mode=0o600)
    return upload


def path_of(settings: Settings, upload_id: str) -> Path:
    """Return where the bytes of an upload lie; only a UUID names a file."""
    try:
        name = str(uuid.UUID(upload_id))
    except ValueError:
        raise NotFound("upload.not_found") from None
    folder = settings.home / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def offset_of(settings: Settings, upload: Upload) -> int:
    """Return how many bytes are safely here: the smaller of the row's and the file's count."""
    if upload.state != "receiving":
        return upload.offset
    path = path_of(settings, upload.id)
    return min(upload.offset, path.stat().st_size if path.exists() else 0)


def append(
    session: Session,
    settings: Settings,
    upload: Upload,
    *,
    offset: int,
    data: Iterable[bytes],
    checksum: tuple[str, bytes] | None = None,
) -> int:
    """Take one piece and return the new offset.

    Commits before it waits for bytes (a slow line must not hold the database's write lock) and
    again with the new offset, so that what a broken line brought is kept; a piece with a checksum
    counts only whole.

    Raises
    ------
    Conflict
        ``upload.offset``, ``upload.busy``, ``upload.not_receiving``.
    Refused
        ``upload.checksum``, ``upload.checksum_algorithm``, ``upload.too_long``: nothing is kept;
        ``upload.no_room``: the disk is full, what it still took is kept.
    """
    _check_piece(settings, upload, offset, checksum)
    length, path = upload.length, path_of(settings, upload.id)
    session.commit()
    with _alone(path) as file:
        session.refresh(upload)
        _check_piece(settings, upload, offset, checksum)
        session.commit()
        try:
            _receive(file, path, offset, data, length=length, checksum=checksum)
        finally:
            _record(session, upload, file, length=length)
    if upload.state not in OPEN_STATES:
        raise Conflict("upload.not_receiving", state=upload.state)
    return upload.offset


def cancel(session: Session, settings: Settings, upload: Upload) -> None:
    """End an upload that was not handed on, and drop its bytes."""
    session.refresh(upload, with_for_update=True)
    if upload.state not in OPEN_STATES:
        raise Conflict("upload.not_receiving", state=upload.state)
    upload.state = "cancelled"
    session.flush()
    discard(session, settings, upload)


def discard(session: Session, settings: Settings, upload: Upload) -> None:
    """Remove the bytes of an upload once the caller's transaction has committed."""
    if not session.info.get("uploads_listening"):
        session.info["uploads_listening"] = True
        event.listen(session, "after_commit", _drop)
        event.listen(session, "after_rollback", lambda s: s.info.pop("uploads_to_drop", None))
    session.info.setdefault("uploads_to_drop", []).append(path_of(settings, upload.id))


def _drop(session: Session) -> None:
    for path in session.info.pop("uploads_to_drop", []):
        path.unlink(missing_ok=True)


def expire(session: Session, settings: Settings, at: datetime) -> int:
    """End what nobody finished in time and drop files that nothing needs; return how many ended."""
    old = session.scalars(
        select(Upload)
        .where(Upload.expires_at < at, Upload.state.in_(OPEN_STATES))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for upload in old:
        upload.state = "expired"
    session.flush()
    _drop_unneeded(session, settings, at)
    return len(old)


def _check_length(settings: Settings, name: str, length: int) -> None:
    limit = settings.max_upload_mb * MEGABYTE
    if length <= 0:
        raise Refused("upload.empty", filename=name)
    if length > limit:
        raise Refused(
            "upload.too_large",
            size_mb=round(length / MEGABYTE, 1),
            limit_mb=settings.max_upload_mb,
        )
    settings.home.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.home).free - MIN_FREE_BYTES < length:
        raise _no_room(settings.home, length)


def _no_room(folder: Path, need: int) -> Refused:
    free = shutil.disk_usage(folder).free
    return Refused("upload.no_room", need_mb=round(need / MEGABYTE), free_mb=round(free / MEGABYTE))


def _check_piece(
    settings: Settings, upload: Upload, offset: int, checksum: tuple[str, bytes] | None
) -> None:
    if upload.state != "receiving":
        raise Conflict("upload.not_receiving", state=upload.state)
    if checksum is not None and checksum[0] not in CHECKSUMS:
        raise Refused("upload.checksum_algorithm", algorithm=checksum[0][:32])
    expected = offset_of(settings, upload)
    if offset != expected:
        raise Conflict("upload.offset", expected=expected, offset=offset)


@contextmanager
def _alone(path: Path) -> Iterator[FileIO]:
    """Open the file with a lock that a dead process gives back by itself.

    Unbuffered: bytes that a full disk refused must not come up again when the file is closed.
    """
    with path.open("r+b" if path.exists() else "w+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("upload.busy") from None
        yield file


def _receive(
    file: FileIO,
    path: Path,
    offset: int,
    data: Iterable[bytes],
    *,
    length: int,
    checksum: tuple[str, bytes] | None,
) -> None:
    """Write a piece; what a broken line brought stays only when no checksum covers it."""
    file.truncate(offset)
    file.seek(offset)
    keep = checksum is None
    try:
        digest = _write(file, data, room=length - offset, algorithm=checksum and checksum[0])
        if digest is not None and checksum and digest != checksum[1]:
            raise Refused("upload.checksum", offset=offset)
        keep = True
    except _TooLong:
        keep = False
        raise Refused("upload.too_long", length=length) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise _no_room(path.parent, length - offset) from error
    finally:
        if not keep:
            file.truncate(offset)
        os.fsync(file.fileno())


class _TooLong(Exception):
    """More bytes came than were declared."""


def _write(
    file: FileIO, data: Iterable[bytes], *, room: int, algorithm: str | None
) -> bytes | None:
    digest = hashlib.new(algorithm) if algorithm else None
    for piece in data:
        room -= len(piece)
        if room < 0:
            raise _TooLong
        left = memoryview(piece)
        while left:
            left = left[file.write(left) :]
        if digest:
            digest.update(piece)
    return digest.digest() if digest else None


def _record(session: Session, upload: Upload, file: FileIO, *, length: int) -> None:
    """Commit the new offset, unless the upload was ended while its bytes came.

    A complete file is hashed before, outside any transaction.
    """
    size = os.fstat(file.fileno()).st_size
    sha256 = _sha256(file) if size == length else None
    session.refresh(upload, with_for_update=True)
    if upload.state != "receiving":
        session.rollback()
        return
    upload.offset = size
    if sha256:
        upload.state, upload.sha256 = "complete", sha256
    session.commit()


def _sha256(file: FileIO) -> str:
    """Return the hash of an open file, whose name may be gone already."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    return digest.hexdigest()


def _in_work(session: Session, upload: Upload) -> bool:
    job = session.get(Job, upload.job_id) if upload.job_id else None
    return job is not None and job.state in {"queued", "running"}


def _drop_unneeded(session: Session, settings: Settings, at: datetime) -> None:
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
