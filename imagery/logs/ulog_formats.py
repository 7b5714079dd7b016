"""Looks a ULog's definitions over before pyulog expands them: nested arrays multiply.

The file's layout: docs.px4.io, "ULog File Format". Without this a hundred bytes that nest a few
arrays of 65,535 ask for more fields than memory holds.
"""

from __future__ import annotations

import re
from pathlib import Path

from geo.errors import Refused

_HEADER_BYTES = 16
_MOST_FIELDS = 8192
_MOST_DEFINITIONS = 20_000
_MOST_DEPTH = 8
_DATA_BEGINS = (ord("A"), ord("D"))
_FORMAT = ord("F")
_FIELD = re.compile(rb"([A-Za-z0-9_]{1,64})(?:\[(\d{1,5})\])? [A-Za-z0-9_]{1,64}")


def check(path: Path) -> None:
    """Read the definitions.

    Raises
    ------
    Refused
        ``log.damaged`` when a message has more than 8,192 fields or nests deeper than 8.
    """
    formats: dict[bytes, list[tuple[bytes, int]]] = {}
    with path.open("rb") as file:
        file.seek(_HEADER_BYTES)
        for _ in range(_MOST_DEFINITIONS):
            header = file.read(3)
            if len(header) < 3 or header[2] in _DATA_BEGINS:
                break
            body = file.read(int.from_bytes(header[:2], "little"))
            if header[2] == _FORMAT:
                name, _, fields = body.partition(b":")
                formats[name] = [(m[1], int(m[2] or 1)) for m in _FIELD.finditer(fields)]
        else:
            raise Refused("log.damaged", where="ULog")
    sizes: dict[bytes, int] = {}
    for name in formats:
        _count(name, formats, sizes, 0)


def _count(
    name: bytes, formats: dict[bytes, list[tuple[bytes, int]]], sizes: dict[bytes, int], depth: int
) -> int:
    if name not in formats:
        return 1
    if name in sizes:
        return sizes[name]
    if depth > _MOST_DEPTH:
        raise Refused("log.damaged", where="ULog")
    total = sum(times * _count(kind, formats, sizes, depth + 1) for kind, times in formats[name])
    if total > _MOST_FIELDS:
        raise Refused("log.damaged", where="ULog")
    sizes[name] = total
    return total
