"""The content-addressed store: a file's name is its sha256, so it is stored once and never changes.

A local root writes temp → fsync → rename → fsync of the folder. Any other fsspec root (an
S3-compatible store) writes the object in one request, which is atomic there.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import fsspec

from geo.errors import NotFound
from ledger import imagery_messages  # noqa: F401  (registers the texts of media.*)
from settings import Settings

CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")


class MediaStore:
    """Files by the sha256 of their bytes.

    Parameters
    ----------
    root : str or Path
        A folder, or an fsspec address such as ``s3://bucket/media``.
    cache : Path, optional
        Where files of a remote root are kept for readers that need a path.
    """

    def __init__(self, root: str | Path, cache: Path | None = None) -> None:
        filesystem, path = fsspec.core.url_to_fs(str(root))
        self._fs: Any = filesystem
        self._path = str(path).rstrip("/")
        protocol = filesystem.protocol
        self._local = "file" in ([protocol] if isinstance(protocol, str) else protocol)
        self._cache = cache or Path(tempfile.gettempdir()) / "xunzhan-media"

    def put_file(self, path: Path) -> str:
        """Store a copy of a file and return its sha256."""
        with Path(path).open("rb") as source:
            return self._put(_chunks(source), lambda: Path(path).open("rb"))

    def put_bytes(self, data: bytes) -> str:
        """Store bytes and return their sha256."""
        return self._put([data], lambda: io.BytesIO(data))

    def exists(self, sha256: str) -> bool:
        """Return whether the store holds a file of that sha256."""
        return _is_sha(sha256) and bool(self._fs.exists(self._address(sha256)))

    def open(self, sha256: str) -> BinaryIO:
        """Open a stored file for reading.

        Raises
        ------
        NotFound
            ``media.not_found``.
        """
        self._must_exist(sha256)
        if self._local:
            return Path(self._address(sha256)).open("rb")
        return cast("BinaryIO", self._fs.open(self._address(sha256), "rb"))

    def local_path(self, sha256: str) -> Path:
        """Return a path of this machine that holds the file; a remote one is fetched once.

        Raises
        ------
        NotFound
            ``media.not_found``.
        """
        self._must_exist(sha256)
        if self._local:
            return Path(self._address(sha256))
        kept = self._cache / sha256[:2] / sha256
        if not kept.exists():
            with self.open(sha256) as source:
                _write(kept, _chunks(source))
        return kept

    def _put(self, chunks: Iterable[bytes], again: Any) -> str:
        if self._local:
            return _write_addressed(Path(self._path), chunks)
        sha256 = _digest(chunks)
        if not self.exists(sha256):
            address = self._address(sha256)
            self._fs.makedirs(address.rpartition("/")[0], exist_ok=True)
            with again() as source, self._fs.open(address, "wb") as target:
                for chunk in _chunks(source):
                    target.write(chunk)
        return sha256

    def _address(self, sha256: str) -> str:
        return f"{self._path}/{sha256[:2]}/{sha256}"

    def _must_exist(self, sha256: str) -> None:
        if not self.exists(sha256):
            raise NotFound("media.not_found", sha256=str(sha256)[:64])


def store_for(settings: Settings) -> MediaStore:
    """Return the installation's store."""
    return MediaStore(settings.media_root, cache=settings.home / "cache" / "media")


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read in blocks."""
    with path.open("rb") as source:
        return _digest(_chunks(source))


def _is_sha(text: str) -> bool:
    return bool(_SHA256.fullmatch(text))


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _write_addressed(root: Path, chunks: Iterable[bytes]) -> str:
    """Write once under ``root``, hashing on the way; the name is known at the end."""
    (root / "tmp").mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, temp = tempfile.mkstemp(dir=root / "tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
            _sync(file)
        name = digest.hexdigest()
        _settle(Path(temp), root / name[:2] / name)
    finally:
        Path(temp).unlink(missing_ok=True)
    return name


def _write(target: Path, chunks: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temp = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            _sync(file)
        _settle(Path(temp), target)
    finally:
        Path(temp).unlink(missing_ok=True)


def _settle(temp: Path, target: Path) -> None:
    """Give a finished file its name; a rename and its folder's fsync make it durable."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temp.chmod(0o444)
    temp.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sync(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
