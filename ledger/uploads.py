"""Resumable uploads (tus 1.0): what has arrived, kept so that a restart loses no byte.

The bytes lie in ``$XUNZHAN_HOME/uploads/<id>``; the row says how many of them count. A piece is
fsynced before the row is committed, so the true offset is the smaller of the two.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from io import FileIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Refused
from ledger import details as declared
from ledger.models import Upload, User
from ledger.models.base import now as real_now
from ledger.pieces import CHECKSUMS, MEGABYTE, alone, no_room, receive, sha256_of
from ledger.upload_files import discard, drop_unneeded, path_of
from ledger.words import file_name
from settings import Settings

__all__ = [
    "CHECKSUMS",
    "append",
    "cancel",
    "create",
    "discard",
    "expire",
    "offset_of",
    "path_of",
]

OPEN_STATES = ("receiving", "complete")
MIN_FREE_BYTES = 256 * MEGABYTE


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
    with alone(path) as file:
        session.refresh(upload)
        _check_piece(settings, upload, offset, checksum)
        session.commit()
        try:
            receive(file, path, offset, data, length=length, checksum=checksum)
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
    drop_unneeded(session, settings, at)
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
        raise no_room(settings.home, length)


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


def _record(session: Session, upload: Upload, file: FileIO, *, length: int) -> None:
    """Commit the new offset, unless the upload was ended while its bytes came.

    A complete file is hashed before, outside any transaction.
    """
    size = os.fstat(file.fileno()).st_size
    sha256 = sha256_of(file) if size == length else None
    session.refresh(upload, with_for_update=True)
    if upload.state != "receiving":
        session.rollback()
        return
    upload.offset = size
    if sha256:
        upload.state, upload.sha256 = "complete", sha256
    session.commit()
