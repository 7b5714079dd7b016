"""Puts levels together as one COG: header, ghost area, directories, then data smallest first.

The layout is the one GDAL's COG driver writes, so readers that know it need one request a block:
https://gdal.org/en/stable/drivers/raster/cog.html ("Header ghost area").
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imagery.cog import tags as tiff
from imagery.cog.codecs import DEFLATE, JPEG, NO_PREDICTOR, Codec
from imagery.cog.spool import Spool
from imagery.cog.tags import ASCII, LONG, LONG8, SHORT, UNDEFINED, Tag, Tags

_FORMATS = {"u": 1, "i": 2, "f": 3}
_MINISBLACK, _RGB, _YCBCR, _MASK = 1, 2, 6, 4
_REDUCED, _MASK_BIT = 1, 4
_CLASSIC_LIMIT = 2**32 - 2**20


@dataclass(frozen=True)
class Level:
    """One resolution: its size in pixels and its blocks."""

    width: int
    height: int
    spool: Spool


@dataclass(frozen=True)
class Kind:
    """What all levels of a file share.

    ``geo`` holds the georeferencing tags of the full resolution, ``extra`` other tags of it
    (no-data value, tiling scheme); ``rgb`` says that the first three samples are a colour.
    """

    codec: Codec
    block_px: int
    samples: int
    bits: int
    number_kind: str
    rgb: bool
    geo: Tags = field(default_factory=dict)
    extra: Tags = field(default_factory=dict)


def write(path: Path, kind: Kind, levels: Sequence[Level], *, big: bool | None = None) -> None:
    """Write a COG: to a part file, to the disk, then into place.

    Parameters
    ----------
    levels : sequence of Level
        Full resolution first.
    big : bool, optional
        BigTIFF or not; by default where 4 GiB may not be enough.
    """
    held = sum(level.spool.bytes_held() for level in levels)
    big = held > _CLASSIC_LIMIT if big is None else big
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        out.write(_front(kind, levels, big=big))
        for level in reversed(levels):
            level.spool.copy_to(out)
            level.spool.close()
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def _front(kind: Kind, levels: Sequence[Level], *, big: bool) -> bytes:
    """Return everything before the data: sizes first, then offsets once they are known."""
    masked = levels[0].spool.masked
    head = _header(masked=masked, big=big)
    drafts = _directories(kind, levels, [0] * len(levels), big=big)
    starts: list[int] = []
    data = len(head) + sum(tiff.size_of(draft, big=big) for draft in drafts)
    for level in reversed(levels):
        starts.insert(0, data)
        data += level.spool.bytes_held()
    at, body = len(head), b""
    final = _directories(kind, levels, starts, big=big)
    for number, directory in enumerate(final):
        after = at + tiff.size_of(directory, big=big)
        body += tiff.packed(directory, at, after if number + 1 < len(final) else 0, big=big)
        at = after
    return head + body


def _header(*, masked: bool, big: bool) -> bytes:
    lines = (
        "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
        "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n "
        + ("MASK_INTERLEAVED_WITH_IMAGERY=YES\n" if masked else "")
    )
    ghost = f"GDAL_STRUCTURAL_METADATA_SIZE={len(lines):06d} bytes\n{lines}".encode()
    ghost += b"\0" * (len(ghost) % 2)
    first = (16 if big else 8) + len(ghost)
    start = struct.pack("<2sHHHQ", b"II", 43, 8, 0, first)
    return (start if big else struct.pack("<2sHI", b"II", 42, first)) + ghost


def _directories(
    kind: Kind, levels: Sequence[Level], starts: Sequence[int], *, big: bool
) -> list[dict[int, Tag]]:
    found: list[dict[int, Tag]] = []
    for number, (level, start) in enumerate(zip(levels, starts, strict=True)):
        image, mask = level.spool.offsets(start)
        found.append(_image(kind, level, first=number == 0) | _blocks(image, level, big=big))
        if level.spool.masked:
            found.append(_mask(kind, level, first=number == 0) | _blocks(mask, level, big=big))
            found[-1][325] = Tag(LONG, level.spool.mask_sizes)
    return found


def _blocks(offsets: NDArray[np.int64], level: Level, *, big: bool) -> dict[int, Tag]:
    return {
        324: Tag(LONG8 if big else LONG, offsets),
        325: Tag(LONG, level.spool.sizes),
    }


def _image(kind: Kind, level: Level, *, first: bool) -> dict[int, Tag]:
    jpeg = kind.codec.compression == JPEG
    colours = 3 if kind.rgb else 1
    found = _common(level, kind.block_px, _REDUCED * (not first)) | {
        258: Tag(SHORT, [kind.bits] * kind.samples),
        259: Tag(SHORT, [kind.codec.compression]),
        262: Tag(SHORT, [_YCBCR if jpeg else _RGB if kind.rgb else _MINISBLACK]),
        277: Tag(SHORT, [kind.samples]),
        339: Tag(SHORT, [_FORMATS[kind.number_kind]] * kind.samples),
    }
    if kind.codec.predictor != NO_PREDICTOR:
        found[317] = Tag(SHORT, [kind.codec.predictor])
    if kind.samples > colours:
        found[338] = Tag(SHORT, [0] * (kind.samples - colours))
    if jpeg:
        found |= {347: Tag(UNDEFINED, kind.codec.tables), 530: Tag(SHORT, [2, 2])}
    return found | dict(kind.geo) | dict(kind.extra) if first else found


def _mask(kind: Kind, level: Level, *, first: bool) -> dict[int, Tag]:
    return _common(level, kind.block_px, _MASK_BIT | _REDUCED * (not first)) | {
        258: Tag(SHORT, [1]),
        259: Tag(SHORT, [DEFLATE]),
        262: Tag(SHORT, [_MASK]),
        277: Tag(SHORT, [1]),
        339: Tag(SHORT, [1]),
    }


def _common(level: Level, block_px: int, subfile: int) -> dict[int, Tag]:
    found = {
        256: Tag(LONG, [level.width]),
        257: Tag(LONG, [level.height]),
        284: Tag(SHORT, [1]),
        322: Tag(LONG, [block_px]),
        323: Tag(LONG, [block_px]),
    }
    return found | ({254: Tag(LONG, [subfile])} if subfile else {})


def text_tag(text: str) -> Tag:
    """Return a text field, closed by a zero byte."""
    return Tag(ASCII, text.encode("ascii") + b"\0")
