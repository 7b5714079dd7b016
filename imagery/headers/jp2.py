"""JPEG 2000: the boxes up to the code stream, whose own size must agree with the header's."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from geo.errors import Refused
from imagery.headers.base import Header, check_size
from imagery.limits import Limits

_MAX_BOXES = 256
_MAX_TILES = 65535
"""The standard's own limit (ISO/IEC 15444-1, A.5.1): tile numbers have 16 bits."""
_SIZ = b"\xff\x4f\xff\x51"


def read(file: BinaryIO, size: int, limits: Limits) -> Header:
    """Return the declared size; header box and code stream must agree."""
    declared: tuple[int, int, int] | None = None
    stream: tuple[int, int, int, int] | None = None
    for kind, start, end in _boxes(file, 0, size):
        if kind == b"jp2h":
            declared = _image_header(file, start, end)
        elif kind == b"jp2c":
            stream = _stream_size(file, start, end)
    if declared is None or stream is None or stream[:3] != declared:
        raise Refused("intake.damaged", where="JP2 header")
    width, height, bands, depth = stream
    check_size(width, height, bands, limits)
    bytes_each = (depth + 7) // 8
    return Header(
        width=width, height=height, bands=bands, decoded_bytes=width * height * bands * bytes_each
    )


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    for _ in range(_MAX_BOXES):
        if at == end:
            return
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise Refused("intake.truncated")
        length, kind = struct.unpack(">I4s", head[:8])
        skip = 8
        if length == 1 and len(head) == 16:
            length, skip = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:
            length = end - at
        if length < skip or at + length > end:
            raise Refused("intake.truncated")
        yield kind, at + skip, at + length
        at += length
    raise Refused("intake.damaged", where="JP2 boxes")


def _image_header(file: BinaryIO, start: int, end: int) -> tuple[int, int, int]:
    for kind, first, last in _boxes(file, start, end):
        if kind == b"ihdr" and last - first >= 14:
            file.seek(first)
            height, width, bands = struct.unpack(">IIH", file.read(10))
            return width, height, bands
    raise Refused("intake.damaged", where="ihdr")


def _stream_size(file: BinaryIO, start: int, end: int) -> tuple[int, int, int, int]:
    file.seek(start)
    head = file.read(min(64, end - start))
    if not head.startswith(_SIZ) or len(head) < 43:
        raise Refused("intake.damaged", where="SIZ")
    right, bottom, left, top = struct.unpack(">IIII", head[8:24])
    across, down = struct.unpack(">II", head[24:32])
    if not across or not down or -(-right // across) * -(-bottom // down) > _MAX_TILES:
        raise Refused("intake.damaged", where="SIZ")
    bands = struct.unpack(">H", head[40:42])[0]
    return right - left, bottom - top, bands, (head[42] & 0x7F) + 1
