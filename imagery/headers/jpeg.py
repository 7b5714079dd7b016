"""JPEG: walks the markers; one frame, a bounded number of scans, and an end."""

from __future__ import annotations

import mmap
import re
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from geo.errors import Refused
from imagery.headers.base import Header, check_size
from imagery.limits import Limits

Buffer = bytes | mmap.mmap
_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])", re.DOTALL)
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Baseline, extended and progressive Huffman: what every camera writes."""
_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_SOI, _EOI, _SOS, _APP1, _APP2 = 0xD8, 0xD9, 0xDA, 0xE1, 0xE2
_MAX_METADATA_SEGMENTS = 48


@dataclass
class Walk:
    """What a walk over the markers found; ``segments`` are (marker, start, end) of bodies."""

    frame: tuple[int, int, int] | None = None
    scans: int = 0
    segments: list[tuple[int, int, int]] = field(default_factory=list)
    end: int | None = None


def read(file: BinaryIO, size: int, limits: Limits) -> Header:
    """Return the declared size of a JPEG whose markers are in order."""
    with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as data:
        found = walk(data, limits)
        flags = _flags(data, found)
    if found.frame is None:
        raise Refused("intake.damaged", where="SOF")
    width, height, bands = found.frame
    if bands not in {1, 3}:
        raise Refused("intake.pixel_type", kind=f"JPEG {bands}")
    return Header(
        width=width,
        height=height,
        bands=bands,
        decoded_bytes=width * height * bands,
        flags=flags,
    )


def walk(data: Buffer, limits: Limits) -> Walk:
    """Walk the markers up to the end of the image.

    Raises
    ------
    Refused
        ``intake.damaged``, ``intake.truncated``, ``intake.too_many_scans`` or a size limit.
    """
    found, at = Walk(), 2
    while found.end is None:
        match = _MARKER.search(data, at) if found.scans else _MARKER.match(data, at)
        if match is None:
            raise Refused("intake.truncated" if found.scans else "intake.damaged", where="markers")
        marker = match[1][0]
        if marker == _EOI:
            found.end = match.end()
        elif marker != 0x01:
            at = _segment(data, match.end(), marker, found, limits)
        else:
            at = match.end()
    if not found.scans:
        raise Refused("intake.damaged", where="SOS")
    return found


def _segment(data: Buffer, at: int, marker: int, found: Walk, limits: Limits) -> int:
    if marker == _SOI or len(data) < at + 2:
        raise Refused("intake.truncated")
    length = int.from_bytes(data[at : at + 2])
    end = at + length
    if length < 2 or end > len(data):
        raise Refused("intake.truncated")
    if marker in _OTHER_FRAMES:
        raise Refused("intake.pixel_type", kind="JPEG process")
    if marker in _FRAMES:
        _frame(data[at + 2 : end], found, limits)
    if marker == _SOS:
        found.scans += 1
        if found.scans > limits.max_scans:
            raise Refused("intake.too_many_scans", limit=limits.max_scans)
    found.segments.append((marker, at + 2, end))
    return end


def _frame(body: bytes, found: Walk, limits: Limits) -> None:
    if found.frame is not None or len(body) < 6:
        raise Refused("intake.damaged", where="SOF")
    depth, height, width, bands = struct.unpack(">BHHB", body[:6])
    if depth != 8:
        raise Refused("intake.pixel_type", kind=f"JPEG {depth} bit")
    check_size(width, height, bands, limits)
    found.frame = (width, height, bands)


def _flags(data: Buffer, found: Walk) -> tuple[str, ...]:
    flags = []
    if sum(marker >= 0xE0 for marker, _, _ in found.segments) > _MAX_METADATA_SEGMENTS:
        flags.append("intake.metadata_flood")
    previews = any(m == _APP2 and data[s : s + 4] == b"MPF\0" for m, s, _ in found.segments)
    if data[found.end :].strip(b"\0\r\n\xff") and not previews:
        flags.append("intake.trailing_bytes")
    return tuple(flags)
