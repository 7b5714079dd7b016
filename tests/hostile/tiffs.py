"""TIFF files byte by byte, so that every pointer and count may lie."""

from __future__ import annotations

import struct
from typing import Any

SIDE = 64
GEO_KEYS = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651)
_LETTERS = {2: "s", 3: "H", 4: "I", 12: "d", 16: "Q"}
Tags = dict[int, tuple[int, Any]]
"""Tag -> (type, values)."""


def tags(**changed: Any) -> Tags:
    """Return the tags of a good picture of one strip, changed by number (``t256=(4, 9)``)."""
    good: Tags = {
        256: (4, SIDE),
        257: (4, SIDE),
        258: (3, 8),
        259: (3, 1),
        262: (3, 1),
        273: (4, 0),
        277: (3, 1),
        278: (4, SIDE),
        279: (4, SIDE * SIDE),
        33550: (12, (0.5, 0.5, 0.0)),
        33922: (12, (0.0, 0.0, 0.0, 281_000.0, 3_403_000.0, 0.0)),
        34735: (3, GEO_KEYS),
    }
    for name, value in changed.items():
        if value is None:
            del good[int(name[1:])]
        else:
            good[int(name[1:])] = value
    return good


def tiff(entries: Tags, *, pixels: bytes | None = None, following: int = 0) -> bytes:
    """Return a little-endian TIFF: header, pixels, one directory, the values that do not fit.

    ``following`` is the next directory's offset; -1 points at this one again. A strip offset of 0
    becomes the true one.
    """
    pixels = bytes(range(1, 129)) * (SIDE * SIDE // 128) if pixels is None else pixels
    directory = 8 + len(pixels)
    after = directory + 2 + 12 * len(entries) + 4
    rows, extra = b"", b""
    for tag, (kind, values) in sorted(entries.items()):
        body = _packed(kind, 8 if tag == 273 and values == 0 else values)
        count = len(body) // struct.calcsize("<" + _LETTERS[kind])
        if len(body) > 4:
            body, extra = struct.pack("<I", after + len(extra)), extra + body
        rows += struct.pack("<HHI", tag, kind, count) + body.ljust(4, b"\0")
    next_one = directory if following == -1 else following
    head = b"II*\0" + struct.pack("<I", directory)
    return (
        head + pixels + struct.pack("<H", len(entries)) + rows + struct.pack("<I", next_one) + extra
    )


def _packed(kind: int, values: Any) -> bytes:
    if kind == 2:
        return bytes(values) + b"\0"
    values = values if isinstance(values, tuple) else (values,)
    return struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values)


def chain(count: int) -> bytes:
    """Return a TIFF of many directories, each pointing to the next."""
    body, step = b"II*\0" + struct.pack("<I", 8), 2 + 12 * 2 + 4
    for number in range(1, count + 1):
        rows = struct.pack("<HHII", 256, 4, 1, 8) + struct.pack("<HHII", 257, 4, 1, 8)
        following = 8 + number * step if number < count else 0
        body += struct.pack("<H", 2) + rows + struct.pack("<I", following)
    return body
