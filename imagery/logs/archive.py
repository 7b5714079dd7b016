"""Opens a KMZ: nothing is unfolded to disk, and an archive with one bad entry is refused whole."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.errors import Refused

_MAX_ENTRIES = 1000
_MAX_TEXT_BYTES = 32 * 2**20
_MAX_RATIO = 200
_FREE_BYTES = 2**20
"""Below this no ratio is held against an entry: a short KML of blanks is no bomb."""
_ENCRYPTED = 0x1 | 0x40
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCAL_HEADER = 30
_END = b"PK\x05\x06"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def text_of(path: Path, *, endings: tuple[str, ...], first: tuple[str, ...]) -> io.BytesIO:
    """Return the entry that holds the KML.

    Parameters
    ----------
    endings : tuple of str
        What the names of possible entries end with.
    first : tuple of str
        Names preferred, in this order; else the first possible entry.

    Raises
    ------
    Refused
        ``card.*`` codes for what is wrong with the archive, ``log.no_position`` without a KML.
    """
    try:
        _check_count(path)
        with zipfile.ZipFile(path) as archive:
            _check(archive.infolist())
            entry = _chosen(archive.infolist(), endings, first)
            with archive.open(entry) as file:
                data = file.read(entry.file_size + 1)
    except _BROKEN as error:
        raise Refused("card.damaged") from error
    except (struct.error, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("card.not_a_zip") from error
    if len(data) != entry.file_size:
        raise Refused("card.bomb", limit=_MAX_RATIO)
    return io.BytesIO(data)


def _check_count(path: Path) -> None:
    """Refuse a directory of many entries before zipfile reads it into memory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65557))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        raise Refused("card.not_a_zip")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    if count > _MAX_ENTRIES or length > _MAX_ENTRIES * 1024:
        raise Refused("card.too_many_files", count=count, limit=_MAX_ENTRIES)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > _MAX_ENTRIES:
        raise Refused("card.too_many_files", count=len(entries), limit=_MAX_ENTRIES)
    reach = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < reach:
            raise Refused("card.overlap")
        reach = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        _check_entry(entry)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or name[0] in "/\\" or ".." in parts or ":" in parts[0] or "\0" in name:
        raise Refused("card.unsafe_name")
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise Refused("card.symlink")
    if entry.flag_bits & _ENCRYPTED:
        raise Refused("card.encrypted")
    if entry.compress_type not in _METHODS:
        raise Refused("card.damaged")
    if entry.file_size > max(_FREE_BYTES, entry.compress_size * _MAX_RATIO):
        raise Refused("card.bomb", limit=_MAX_RATIO)


def _chosen(
    entries: list[zipfile.ZipInfo], endings: tuple[str, ...], first: tuple[str, ...]
) -> zipfile.ZipInfo:
    fit = [e for e in entries if e.filename.lower().endswith(endings) and not e.is_dir()]
    if not fit:
        raise Refused("log.no_position")
    chosen = min(fit, key=lambda e: _rank(e.filename.lower(), first))
    if chosen.file_size > _MAX_TEXT_BYTES:
        raise Refused(
            "card.file_too_large",
            megabytes=chosen.file_size // 2**20,
            limit=_MAX_TEXT_BYTES // 2**20,
        )
    return chosen


def _rank(name: str, first: tuple[str, ...]) -> int:
    return first.index(name) if name in first else len(first)
