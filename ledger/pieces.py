"""Writing a piece of an upload: one writer at a time, flushed, and kept only when it holds."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from geo.errors import Conflict, Refused

MEGABYTE = 1 << 20
CHECKSUMS = ("sha1", "sha256")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def no_room(folder: Path, need: int) -> Refused:
    """Return the refusal of ``need`` bytes, with what is free."""
    free = shutil.disk_usage(folder).free
    return Refused("upload.no_room", need_mb=round(need / MEGABYTE), free_mb=round(free / MEGABYTE))


@contextmanager
def alone(path: Path) -> Iterator[FileIO]:
    """Open the file with a lock that a dead process gives back by itself.

    Unbuffered: bytes that a full disk refused must not come up again when the file is closed.
    """
    with path.open("r+b" if path.exists() else "w+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("upload.busy") from None
        yield file


def receive(
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
        raise no_room(path.parent, length - offset) from error
    finally:
        if not keep:
            file.truncate(offset)
        os.fsync(file.fileno())


def sha256_of(file: FileIO) -> str:
    """Return the hash of an open file, whose name may be gone already."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        digest.update(chunk)
    return digest.hexdigest()


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
