"""Opens a drone card (a zip of photos): no entry's name is ever a path, no entry is believed.

Each bad entry is refused with its code; the good ones go on.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import Refused
from imagery.intake import sniff

_CHUNK = 2**20
_NOISE = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}
_PHOTO_KINDS = {"JPEG", "PNG", "GTiff"}
_ENCRYPTED = 0x1 | 0x40
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LOCAL_HEADER = 30
_END, _END64 = b"PK\5\6", b"PK\6\6"
_ENTRY_BYTES = 2048
Also = Callable[[Path, str], bool]
"""Whether an unfolded file is wanted beside photos, by its content and the name it came with."""


@dataclass(frozen=True, kw_only=True)
class CardLimits:
    """How much one card may hold and unfold to."""

    max_files: int = 2000
    max_file_bytes: int = 256 * 2**20
    max_total_bytes: int = 32 * 2**30
    max_ratio: float = 100.0


@dataclass(frozen=True, kw_only=True)
class CardFile:
    """One entry: ``path`` when it is a photo to go on with, else the ``code`` of its refusal.

    ``name`` is for people only: the entry's last part without control or direction characters.
    """

    name: str
    path: Path | None = None
    code: str | None = None
    params: dict[str, object] = field(default_factory=dict)


def open_card(
    zip_path: Path, out_dir: Path, limits: CardLimits | None = None, *, also: Also | None = None
) -> list[CardFile]:
    """Unfold the photos of a card into ``out_dir`` under numbers.

    Parameters
    ----------
    zip_path : Path
        The archive as it came in.
    out_dir : Path
        Gets ``00001.jpg``, …; nothing else is written anywhere.
    also : callable, optional
        Says which other files to unfold (logs, videos); they become ``00002.file``, ….

    Returns
    -------
    list of CardFile
        One for every entry but folders and a system's own litter, in the archive's order.

    Raises
    ------
    Refused
        ``card.not_a_zip``, ``card.too_many_files``, ``card.too_large``, ``card.nothing``: the
        whole archive; what was unfolded is removed.
    """
    limits = limits or CardLimits()
    out_dir.mkdir(parents=True, exist_ok=True)
    try:
        _check_directory_size(zip_path, limits)
        with zipfile.ZipFile(zip_path) as archive:
            files = _opened(archive, out_dir, limits, also)
    except (zipfile.BadZipFile, struct.error, OSError, NotImplementedError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("card.not_a_zip") from error
    if not files:
        raise Refused("card.nothing")
    return files


def _check_directory_size(zip_path: Path, limits: CardLimits) -> None:
    """Refuse a directory of millions of entries before zipfile reads it into memory."""
    size = zip_path.stat().st_size
    with zip_path.open("rb") as file:
        file.seek(max(0, size - 65557 - 76))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        raise Refused("card.not_a_zip")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    big = tail.rfind(_END64, 0, at)
    if big >= 0 and (count == 0xFFFF or length == 0xFFFFFFFF):
        count, length = struct.unpack_from("<QQ", tail, big + 32)
    if count > limits.max_files or length > limits.max_files * _ENTRY_BYTES:
        raise Refused("card.too_many_files", count=count, limit=limits.max_files)


def _opened(
    archive: zipfile.ZipFile, out_dir: Path, limits: CardLimits, also: Also | None
) -> list[CardFile]:
    entries = [e for e in archive.infolist() if not e.is_dir() and not _is_noise(e.filename)]
    if len(entries) > limits.max_files:
        raise Refused("card.too_many_files", count=len(entries), limit=limits.max_files)
    shared = _overlapping(archive.infolist())
    files: list[CardFile] = []
    total = 0
    for number, entry in enumerate(entries, 1):
        refusal = _refusal(entry, shared, limits)
        if refusal is None:
            total += entry.file_size
            _check_total(total, limits, files)
            target = out_dir / f"{number:05d}"
            files.append(_unfolded(archive, entry, target, limits, also))
        else:
            code, params = refusal
            files.append(CardFile(name=shown_name(entry.filename), code=code, params=params))
    return files


def _check_total(total: int, limits: CardLimits, files: list[CardFile]) -> None:
    if total <= limits.max_total_bytes:
        return
    for file in files:
        if file.path:
            file.path.unlink(missing_ok=True)
    raise Refused("card.too_large", limit=limits.max_total_bytes // 2**20)


def _refusal(
    entry: zipfile.ZipInfo, shared: set[int], limits: CardLimits
) -> tuple[str, dict[str, object]] | None:
    """Return why an entry is not even unfolded, None when it may be."""
    packed = max(entry.compress_size, _CHUNK / limits.max_ratio)
    megabytes = {"megabytes": entry.file_size // 2**20, "limit": limits.max_file_bytes // 2**20}
    faults: tuple[tuple[bool, str, dict[str, object]], ...] = (
        (_is_unsafe(entry.filename), "card.unsafe_name", {}),
        (_is_special(entry), "card.symlink", {}),
        (bool(entry.flag_bits & _ENCRYPTED), "card.encrypted", {}),
        (id(entry) in shared, "card.overlap", {}),
        (entry.file_size > limits.max_file_bytes, "card.file_too_large", {**megabytes}),
        (
            entry.file_size > packed * limits.max_ratio,
            "card.bomb",
            {"limit": int(limits.max_ratio)},
        ),
        (entry.compress_type not in _METHODS, "card.damaged", {}),
    )
    return next(((code, params) for wrong, code, params in faults if wrong), None)


def _is_special(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a link or a device rather than a file."""
    return stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}


def _overlapping(entries: list[zipfile.ZipInfo]) -> set[int]:
    """Return the entries whose bytes another entry also claims."""
    shared: set[int] = set()
    before: zipfile.ZipInfo | None = None
    reach = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
        if before is not None and entry.header_offset < reach:
            shared |= {id(before), id(entry)}
        if end > reach:
            before, reach = entry, end
    return shared


def _unfolded(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    target: Path,
    limits: CardLimits,
    also: Also | None,
) -> CardFile:
    name = shown_name(entry.filename)
    path = target.with_suffix(".part")
    try:
        with archive.open(entry) as source, path.open("xb") as out:
            for chunk in _chunks(source, entry.file_size):
                out.write(chunk)
        suffix = _suffix(path, name, also)
    except Refused as refusal:
        path.unlink(missing_ok=True)
        codes = {"card.bomb": "card.bomb"}
        code = codes.get(refusal.code, "card.not_a_photo")
        return CardFile(name=name, code=code, params={"limit": int(limits.max_ratio)})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        path.unlink(missing_ok=True)
        return CardFile(name=name, code="card.damaged")
    if suffix is None:
        path.unlink()
        return CardFile(name=name, code="card.not_a_photo")
    return CardFile(name=name, path=path.replace(target.with_suffix(suffix)))


def _suffix(path: Path, name: str, also: Also | None) -> str | None:
    """Return what an unfolded file's own name ends in; None for a file that nobody wants.

    Raises
    ------
    Refused
        The file is of no known kind.
    """
    if also is not None and also(path, name):
        return ".file"
    kind = sniff.kind_of(path)
    return f".{kind.lower()}" if kind in _PHOTO_KINDS else None


def _chunks(source: IO[bytes], declared: int) -> Iterator[bytes]:
    """Yield the entry's bytes; more than it declares is a bomb."""
    got = 0
    while chunk := source.read(_CHUNK):
        got += len(chunk)
        if got > declared:
            raise Refused("card.bomb")
        yield chunk


def _is_unsafe(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return not parts or name[0] in "/\\" or ".." in parts or ":" in parts[0] or "\0" in name


def _is_noise(name: str) -> bool:
    parts = [part.lower() for part in PurePosixPath(name).parts]
    return any(part in _NOISE or part.startswith("._") for part in parts)


def shown_name(name: str) -> str:
    """Return a name that is safe to show: last part, printable, at most 120 characters."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and not 0x202A <= ord(c) <= 0x2069)
    return kept[-120:] or "?"
