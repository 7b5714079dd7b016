"""Walks TIFF and BigTIFF directories: no pointer out of the file, none followed twice."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from geo.errors import Refused
from imagery.limits import Limits

_TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 6: "b", 7: "s", 8: "h", 9: "i", 10: "ii"} | {
    11: "f",
    12: "d",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}
_MAX_ENTRIES = 512
Value = tuple[float, ...] | bytes
"""A tag's numbers, or the first 64 bytes of its text."""
Page = dict[int, Value]


@dataclass
class Reader:
    """A bounded view of the file in its byte order."""

    file: BinaryIO
    size: int
    order: str = "<"
    big: bool = False
    seen: set[int] = field(default_factory=set)

    def bytes_at(self, offset: int, count: int) -> bytes:
        """Return ``count`` bytes or refuse: the pointer leaves the file."""
        if offset < 0 or count < 0 or offset + count > self.size:
            raise Refused("intake.damaged", where="TIFF pointer")
        self.file.seek(offset)
        return self.file.read(count)

    def numbers(self, layout: str, offset: int) -> tuple[int, ...]:
        """Unpack a layout at an offset."""
        layout = self.order + layout
        return struct.unpack(layout, self.bytes_at(offset, struct.calcsize(layout)))


def pages(file: BinaryIO, size: int, limits: Limits) -> list[Page]:
    """Return every directory's tags, in the file's order."""
    reader, offset = _opened(file, size)
    found: list[Page] = []
    while offset:
        if offset in reader.seen:
            raise Refused("intake.loop")
        if len(found) >= limits.max_pages:
            raise Refused("intake.too_many_pages", limit=limits.max_pages)
        reader.seen.add(offset)
        page, offset = _directory(reader, offset, limits)
        found.append(page)
    if not found:
        raise Refused("intake.damaged", where="TIFF directory")
    return found


def _opened(file: BinaryIO, size: int) -> tuple[Reader, int]:
    reader = Reader(file, size)
    head = reader.bytes_at(0, 8)
    reader.order = "<" if head[:2] == b"II" else ">"
    if reader.numbers("H", 2)[0] == 42:
        return reader, reader.numbers("I", 4)[0]
    reader.big = True
    if reader.numbers("HH", 4) != (8, 0):
        raise Refused("intake.damaged", where="BigTIFF header")
    return reader, reader.numbers("Q", 8)[0]


def _directory(reader: Reader, offset: int, limits: Limits) -> tuple[Page, int]:
    count = reader.numbers("Q" if reader.big else "H", offset)[0]
    if not 1 <= count <= _MAX_ENTRIES:
        raise Refused("intake.damaged", where="TIFF directory")
    at = offset + (8 if reader.big else 2)
    step = 20 if reader.big else 12
    tags: Page = {}
    for position in range(at, at + count * step, step):
        tag, value = _entry(reader, position, limits)
        if value is not None:
            tags.setdefault(tag, value)
    after = reader.numbers("Q" if reader.big else "I", at + count * step)[0]
    return tags, after


def _entry(reader: Reader, at: int, limits: Limits) -> tuple[int, Value | None]:
    tag, kind, count = reader.numbers("HHQ" if reader.big else "HHI", at)
    room, start = (8, at + 12) if reader.big else (4, at + 8)
    letter = _TYPES.get(kind)
    if letter is None:
        return tag, None
    length = struct.calcsize("<" + letter) * count
    if letter != "s" and count > limits.max_segments:
        raise Refused("intake.damaged", where=f"TIFF tag {tag}")
    if length > room:
        start = reader.numbers("Q" if reader.big else "I", start)[0]
    if letter == "s" or len(letter) > 1:
        reader.bytes_at(start + max(length - 1, 0), 1 if length else 0)
        return tag, reader.bytes_at(start, min(length, 64))
    return tag, struct.unpack(f"{reader.order}{count}{letter}", reader.bytes_at(start, length))
