"""PNG: every chunk's checksum, the inflated length of the pixels, and no text that explodes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from geo.errors import Refused
from imagery.headers.base import Header, check_size
from imagery.limits import Limits

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""First column and row, step of columns and rows of each pass."""
_TEXT_LIMIT = 2**20
_MAX_CHUNKS = 200_000


def read(file: BinaryIO, size: int, limits: Limits) -> Header:
    """Return the declared size; the whole file is checked, with bounded memory."""
    chunks = _chunks(file, size)
    kind, body = next(chunks, (b"", b""))
    if kind != b"IHDR" or len(body) != 13:
        raise Refused("intake.damaged", where="IHDR")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
    if colour not in _CHANNELS or depth not in {1, 2, 4, 8, 16} or interlace > 1:
        raise Refused("intake.damaged", where="IHDR")
    bands = _CHANNELS[colour]
    check_size(width, height, bands, limits)
    wanted = _inflated_bytes(width, height, bands * depth, interlaced=bool(interlace))
    if wanted > max(64 * 2**20, size * limits.max_expansion):
        raise Refused("intake.bomb", megabytes=wanted // 2**20, limit=int(limits.max_expansion))
    _check_chunks(chunks, wanted)
    return Header(width=width, height=height, bands=bands, decoded_bytes=wanted)


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield (kind, body) with checked checksums up to and with IEND."""
    file.seek(8)
    at = 8
    for _ in range(_MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            raise Refused("intake.truncated")
        length, kind = struct.unpack(">I4s", head)
        if at + 12 + length > size:
            raise Refused("intake.truncated")
        body = file.read(length)
        if zlib.crc32(kind + body) != struct.unpack(">I", file.read(4))[0]:
            raise Refused("intake.checksum", where=kind.decode("ascii", "replace"))
        at += 12 + length
        yield kind, body
        if kind == b"IEND":
            return
    raise Refused("intake.damaged", where="chunks")


def _check_chunks(chunks: Iterator[tuple[bytes, bytes]], wanted: int) -> None:
    inflater, got = zlib.decompressobj(), 0
    for kind, body in chunks:
        if kind == b"IDAT":
            got += _inflated(inflater, body, wanted - got)
        elif kind in {b"zTXt", b"iTXt", b"iCCP"}:
            _check_text(body)
    if got < wanted:
        raise Refused("intake.truncated")


def _inflated(inflater: zlib._Decompress, body: bytes, room: int) -> int:
    got = 0
    try:
        while body and not inflater.eof:
            out = inflater.decompress(body, 2**20)
            got += len(out)
            if got > room:
                raise Refused("intake.damaged", where="IDAT")
            body = inflater.unconsumed_tail
    except zlib.error as error:
        raise Refused("intake.damaged", where="IDAT") from error
    return got


def _check_text(body: bytes) -> None:
    """Refuse compressed text that inflates beyond 1 MB, at whatever byte its stream begins."""
    start = body.find(b"\x78")
    while start != -1:
        inflater = zlib.decompressobj()
        try:
            text = inflater.decompress(body[start:], _TEXT_LIMIT + 1)
        except zlib.error:
            start = body.find(b"\x78", start + 1, 128)
            continue
        if len(text) > _TEXT_LIMIT:
            raise Refused("intake.text_bomb")
        return


def _inflated_bytes(width: int, height: int, bits: int, *, interlaced: bool) -> int:
    """Return the bytes of all rows with their filter bytes."""
    if not interlaced:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for x, y, dx, dy in _ADAM7:
        columns, rows = (width - x + dx - 1) // dx, (height - y + dy - 1) // dy
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total
