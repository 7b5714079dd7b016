"""Where each block of a display COG lies: its directories, read once, checked against the web grid.

Both TIFF kinds are read, sparse blocks (offset and count 0), and masks in directories of their own,
wherever they stand. A level is only used if its origin is a multiple of its shrink factor: a
misaligned file (GDAL's default below the top two zooms) is refused: no wrong tile is served.
"""

from __future__ import annotations

import math
import os
import struct
from array import array
from dataclasses import dataclass

from geo.errors import Refused

TILE_PX = 256
CIRCUMFERENCE_M = 2 * math.pi * 6378137.0
_SHRINK_SLACK = 1e-6
_TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 7: "s", 12: "d", 16: "Q"}
_SUBFILE, _WIDTH, _HEIGHT, _COMPRESSION, _PHOTOMETRIC = 254, 256, 257, 259, 262
_TILE_WIDTH, _TILE_HEIGHT, _OFFSETS, _COUNTS, _JPEG_TABLES = 322, 323, 324, 325, 347
_PIXEL_SCALE, _TIEPOINT = 33550, 33922
_JPEG, _YCBCR, _MASK_BIT = 7, 6, 4
_DEFLATE = {8, 32946}
_MAX_DIRECTORIES = 64
Tags = dict[int, tuple[float, ...] | bytes]


@dataclass(frozen=True)
class Blocks:
    """Offsets and byte counts of one directory's blocks, row by row; 0 is an empty block."""

    offsets: array[int]
    counts: array[int]


@dataclass(frozen=True)
class Level:
    """One zoom: tile numbers of its first block, blocks across and down, image and mask blocks."""

    zoom: int
    x: int
    y: int
    across: int
    down: int
    image: Blocks
    mask: Blocks | None
    tables: bytes


def read(descriptor: int, size: int) -> list[Level]:
    """Return the levels of a display COG, finest first.

    Raises
    ------
    Refused
        ``tiles.unreadable``: not a JPEG COG on the web tile grid.
    """
    try:
        pages = _directories(descriptor, size)
        images = [p for p in pages if not _one(p, _SUBFILE, 0) & _MASK_BIT]
        masks = [p for p in pages if _one(p, _SUBFILE, 0) & _MASK_BIT]
        grid = _grid(images[0])
        return [_level(p, k, grid, _mask_of(p, masks)) for k, p in enumerate(images)]
    except (struct.error, KeyError, IndexError, ValueError, TypeError, OverflowError) as error:
        raise Refused("tiles.unreadable") from error


def _directories(descriptor: int, size: int) -> list[Tags]:
    head = os.pread(descriptor, 16, 0)
    order = {b"II": "<", b"MM": ">"}[head[:2]]
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    offset = struct.unpack(order + ("Q" if big else "I"), head[8:16] if big else head[4:8])[0]
    pages: list[Tags] = []
    while offset and len(pages) < _MAX_DIRECTORIES:
        page, offset = _directory(descriptor, order, offset, size, big=big)
        pages.append(page)
    return pages


def _directory(
    descriptor: int, order: str, offset: int, size: int, *, big: bool
) -> tuple[Tags, int]:
    number, pointer, step = ("Q", "Q", 20) if big else ("H", "I", 12)
    width = struct.calcsize(order + number)
    count = struct.unpack(order + number, os.pread(descriptor, width, offset))[0]
    after = struct.calcsize(order + pointer)
    table = os.pread(descriptor, count * step + after, offset + width)
    tags: Tags = {}
    for at in range(0, count * step, step):
        tag, kind, items = struct.unpack_from(order + ("HHQ" if big else "HHI"), table, at)
        letter = _TYPES.get(kind)
        if letter is None:
            continue
        length = struct.calcsize(order + letter) * items
        inline = at + (12 if big else 8)
        body = table[inline : inline + length]
        if length > after:
            start = struct.unpack_from(order + pointer, table, inline)[0]
            if start + length > size:
                raise ValueError("pointer leaves the file")
            body = os.pread(descriptor, length, start)
        tags[tag] = body if letter == "s" else struct.unpack(f"{order}{items}{letter}", body)
    return tags, struct.unpack_from(order + pointer, table, count * step)[0]


def _one(page: Tags, tag: int, default: int | None = None) -> int:
    value = page[tag] if default is None else page.get(tag, (default,))
    return int(value[0])


def _blocks(page: Tags) -> Blocks:
    offsets, counts = page[_OFFSETS], page[_COUNTS]
    return Blocks(array("Q", map(int, offsets)), array("Q", map(int, counts)))


def _mask_of(page: Tags, masks: list[Tags]) -> Blocks | None:
    """Take the first mask of the page's size out of ``masks``."""
    for at, mask in enumerate(masks):
        if all(_one(mask, tag) == _one(page, tag) for tag in (_WIDTH, _HEIGHT)):
            if _one(mask, _TILE_WIDTH) != TILE_PX or _one(mask, _COMPRESSION) not in _DEFLATE:
                raise Refused("tiles.unreadable")
            return _blocks(masks.pop(at))
    return None


def _grid(page: Tags) -> tuple[int, int, int]:
    """Return zoom and tile numbers of the upper left corner of the finest level."""
    scale, tie = page[_PIXEL_SCALE], page[_TIEPOINT]
    zoom = round(math.log2(CIRCUMFERENCE_M / TILE_PX / scale[0]))
    span = CIRCUMFERENCE_M / 2**zoom
    x = (tie[3] + CIRCUMFERENCE_M / 2) / span
    y = (CIRCUMFERENCE_M / 2 - tie[4]) / span
    exact = span / TILE_PX
    if (
        abs(scale[0] / exact - 1) > _SHRINK_SLACK
        or abs(scale[1] / exact - 1) > _SHRINK_SLACK
        or max(abs(x - round(x)), abs(y - round(y))) > 0.5 / TILE_PX
    ):
        raise Refused("tiles.unreadable")
    return zoom, round(x), round(y)


def _level(page: Tags, k: int, grid: tuple[int, int, int], mask: Blocks | None) -> Level:
    zoom, x, y = grid
    fits = (
        _one(page, _TILE_WIDTH) == _one(page, _TILE_HEIGHT) == TILE_PX
        and _one(page, _COMPRESSION) == _JPEG
        and _one(page, _PHOTOMETRIC) == _YCBCR
        and x % 2**k == 0
        and y % 2**k == 0
    )
    width, height = _one(page, _WIDTH), _one(page, _HEIGHT)
    across, down = -(-width // TILE_PX), -(-height // TILE_PX)
    image = _blocks(page)
    if not fits or any(len(b.offsets) != across * down for b in (image, mask or image)):
        raise Refused("tiles.unreadable")
    tables = page[_JPEG_TABLES]
    return Level(
        zoom=zoom - k,
        x=x >> k,
        y=y >> k,
        across=across,
        down=down,
        image=image,
        mask=mask,
        tables=tables[2:-2] if isinstance(tables, bytes) else b"",
    )
