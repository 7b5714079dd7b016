"""TIFF directories as bytes: classic and BigTIFF, values in line or right behind the table."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ASCII, SHORT, LONG, DOUBLE, LONG8 = 2, 3, 4, 12, 16
UNDEFINED = 7
_SIZES = {ASCII: 1, UNDEFINED: 1, SHORT: 2, LONG: 4, DOUBLE: 8, LONG8: 8}

Values = bytes | Sequence[int] | Sequence[float] | Any


@dataclass(frozen=True)
class Tag:
    """One field of a directory: its TIFF type and its values (bytes for text and opaque data)."""

    kind: int
    values: Values

    def packed(self) -> bytes:
        """Return the values as little-endian bytes."""
        if isinstance(self.values, bytes):
            return self.values
        return np.asarray(self.values).astype(f"<{_NUMPY[self.kind]}").tobytes()

    def count(self) -> int:
        """Return how many values there are."""
        return len(self.values)


_NUMPY = {SHORT: "u2", LONG: "u4", DOUBLE: "f8", LONG8: "u8"}
Tags = Mapping[int, Tag]


def size_of(tags: Tags, *, big: bool) -> int:
    """Return the bytes that a directory and its values behind it take."""
    return _table_size(tags, big=big) + sum(
        _padded(_length(tag)) for tag in tags.values() if _length(tag) > _inline(big=big)
    )


def packed(tags: Tags, at: int, next_at: int, *, big: bool) -> bytes:
    """Return the directory's bytes when it lies at ``at`` and the next one at ``next_at``."""
    offset = at + _table_size(tags, big=big)
    pointer, number = ("<Q", "<Q") if big else ("<I", "<H")
    table, behind = struct.pack(number, len(tags)), b""
    for code, tag in sorted(tags.items()):
        body = tag.packed()
        entry = struct.pack("<HH", code, tag.kind) + struct.pack(pointer, tag.count())
        if len(body) <= _inline(big=big):
            table += entry + body.ljust(_inline(big=big), b"\0")
            continue
        table += entry + struct.pack(pointer, offset + len(behind))
        behind += body.ljust(_padded(len(body)), b"\0")
    return table + struct.pack(pointer, next_at) + behind


def _length(tag: Tag) -> int:
    return tag.count() * _SIZES[tag.kind]


def _padded(length: int) -> int:
    return length + length % 2


def _inline(*, big: bool) -> int:
    return 8 if big else 4


def _table_size(tags: Tags, *, big: bool) -> int:
    return 16 + 20 * len(tags) if big else 6 + 12 * len(tags)
