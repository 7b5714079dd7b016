"""Looks a ULog over before pyulog reads it: what would make it loop or ask for endless memory.

The file's layout: docs.px4.io, "ULog File Format". Found by feeding it broken logs: definitions
that are cut short send pyulog 1.3 back to their start for ever; a hundred bytes that nest a few
arrays of 65,535 ask for more fields than memory holds; every zero byte of a damaged data section
costs it a read of 64 kB.
"""

from __future__ import annotations

import itertools
import mmap
import re
import struct
from pathlib import Path
from typing import NoReturn

from geo.errors import Refused

_HEADER_BYTES = 16
_MOST_FIELDS = 8192
_MOST_DEPTH = 8
_MOST_MESSAGE = 10_000
_MOST_JUNK = 16_384
_DATA_BEGINS = frozenset(b"ALC")
_DEFINED = frozenset(b"FIMPQB")
_KNOWN = frozenset(b"IMPQALCDOS")
"""Kinds of message in the definitions and in the data."""
_FORMAT, _FLAGS = ord("F"), ord("B")
_SYNC = b"\x2f\x73\x13\x20\x25\x0c\xbb\x12"
_FIELD = re.compile(rb"([A-Za-z0-9_]{1,64})(?:\[(\d{1,5})\])? [A-Za-z0-9_]{1,64}")
_Formats = dict[bytes, list[tuple[bytes, int]]]


def check(path: Path) -> None:
    """Walk through definitions and data.

    Raises
    ------
    Refused
        ``log.damaged``: definitions cut or broken, a message of more than 8,192 fields or nested
        deeper than 8, or more than 16 kB in the data that belong to no message.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as data:
        formats: _Formats = {}
        place = _definitions(data, formats)
        sizes: dict[bytes, int] = {}
        for name in formats:
            _count(name, formats, sizes, 0)
        cuts = [cut for cut in _appended(data) if place < cut < len(data)]
        for begin, end in itertools.pairwise([place, *sorted(cuts), len(data)]):
            _walk(data, begin, end)


def _refuse() -> NoReturn:
    raise Refused("log.damaged", where="ULog")


def _definitions(data: mmap.mmap, formats: _Formats) -> int:
    """Collect the formats; return where the data begin."""
    place = _HEADER_BYTES
    while place < len(data):
        size, kind, end = _message(data, place)
        if kind in _DATA_BEGINS:
            return place
        if end > len(data) or _is_broken(size, kind, _DEFINED):
            _refuse()
        if kind == _FORMAT:
            name, _, fields = data[place + 3 : end].partition(b":")
            formats[name] = [(m[1], int(m[2] or 1)) for m in _FIELD.finditer(fields)]
        place = end
    return place


def _message(data: mmap.mmap, place: int) -> tuple[int, int, int]:
    """Return a message's size, kind and end; beyond the file when not even its head is there."""
    if place + 3 > len(data):
        return 0, 0, len(data) + 1
    size = data[place] | data[place + 1] << 8
    return size, data[place + 2], place + 3 + size


def _is_broken(size: int, kind: int, known: frozenset[int]) -> bool:
    """Whether pyulog takes a message for broken and goes on at the next byte."""
    return kind not in known and not (kind and 0 < size <= _MOST_MESSAGE)


def _appended(data: mmap.mmap) -> list[int]:
    """Return where data were appended after a crash: the message before may be cut there."""
    size, kind, end = _message(data, _HEADER_BYTES)
    if kind != _FLAGS or size < 40 or end > len(data):
        return []
    return [cut for (cut,) in struct.iter_unpack("<Q", data[end - size + 16 : end - size + 40])]


def _walk(data: mmap.mmap, place: int, stop: int) -> None:
    junk = 0
    while place + 3 <= stop:
        size, kind, end = _message(data, place)
        if not _is_broken(size, kind, _KNOWN):
            place = end
            continue
        junk += 1
        if junk > _MOST_JUNK:
            _refuse()
        sync = data.find(_SYNC, place, stop)
        place = sync + len(_SYNC) if sync >= 0 else place + 1


def _count(name: bytes, formats: _Formats, sizes: dict[bytes, int], depth: int) -> int:
    if name not in formats:
        return 1
    if name in sizes:
        return sizes[name]
    if depth > _MOST_DEPTH:
        _refuse()
    total = sum(times * _count(kind, formats, sizes, depth + 1) for kind, times in formats[name])
    if total > _MOST_FIELDS:
        _refuse()
    sizes[name] = total
    return total
