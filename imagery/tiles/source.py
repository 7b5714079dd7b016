"""Serves tiles from an opened display COG: one pread, a splice of tables, no decoding.

Full tiles are the stored JPEG; tiles that the picture only partly covers are WebP with alpha,
made once and kept; empty ones are None.
"""

from __future__ import annotations

import io
import math
import os
import weakref
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import Refused
from imagery.tiles import layout
from imagery.tiles.layout import CIRCUMFERENCE_M, TILE_PX, Level

_FULL = b"\xff" * (TILE_PX * TILE_PX // 8)
_EMPTY = bytes(TILE_PX * TILE_PX // 8)
_NEAR = 64
"""Bytes between a picture and its mask (leaders and trailers) that are read rather than skipped."""
_SHORT = 64
"""The packed masks of whole blocks are shorter, and there are few of them: they are remembered."""
_OPEN_SOURCES = 64
_EDGE_TILES = 2048
_EDGE_QUALITY = 80


@dataclass(frozen=True)
class Tile:
    """One tile's bytes and their media type."""

    data: bytes
    content_type: str


class TileSource:
    """An opened display COG; safe to share between threads.

    Attributes
    ----------
    minzoom, maxzoom : int
        The served zooms.
    bounds_lonlat : tuple of float
        West, south, east, north of the tiles that hold something, WGS-84 degrees.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise Refused("tiles.unreadable") from error
        self._close = weakref.finalize(self, os.close, self._file)
        levels = layout.read(self._file, os.fstat(self._file).st_size)
        self._levels = {level.zoom: level for level in levels}
        self.minzoom, self.maxzoom = min(self._levels), max(self._levels)
        self.bounds_lonlat = _bounds(self._levels[self.maxzoom])

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile of the XYZ scheme; None where there is nothing to see."""
        level = self._levels.get(z)
        if level is None:
            return None
        col, row = x - level.x, y - level.y
        if not (0 <= col < level.across and 0 <= row < level.down):
            return None
        index = row * level.across + col
        if not level.image.counts[index]:
            return None
        jpeg, packed = self._blocks(level, index)
        kind = _kind(packed)
        if kind == "full":
            return Tile(jpeg, "image/jpeg")
        return None if kind == "empty" else _edge_tile(self, z, index)

    def edge(self, z: int, index: int) -> Tile:
        """Return a partly covered tile as WebP with alpha."""
        from PIL import Image  # noqa: PLC0415  (only edges need it)

        level = self._levels[z]
        jpeg, packed = self._blocks(level, index)
        picture = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
        alpha = Image.frombytes("1", (TILE_PX, TILE_PX), _unpacked(packed))
        picture.putalpha(alpha.convert("L"))
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=_EDGE_QUALITY, method=0)
        return Tile(out.getvalue(), "image/webp")

    def _blocks(self, level: Level, index: int) -> tuple[bytes, bytes | None]:
        """Return a block as a JPEG of its own, and its packed mask (None: there is no mask).

        A mask that lies right behind its picture, as our own writer puts it, comes with the same
        read.
        """
        start, count = level.image.offsets[index], level.image.counts[index]
        masks, size, gap = level.mask, 0, -1
        if masks is not None:
            size = masks.counts[index]
            gap = masks.offsets[index] - start - count
        near = bool(size) and 0 <= gap <= _NEAR
        read = os.pread(self._file, count + gap + size if near else count, start)
        jpeg = b"".join((b"\xff\xd8", level.tables, memoryview(read)[2:count]))
        if masks is None:
            return jpeg, None
        if near:
            return jpeg, read[count + gap :]
        return jpeg, os.pread(self._file, size, masks.offsets[index])


def open_tiles(path: Path) -> TileSource:
    """Return the tile source of a display COG; the 64 last used stay open.

    Raises
    ------
    Refused
        ``tiles.unreadable``: absent, or not a display COG of ours.
    """
    try:
        told = path.stat()
    except OSError as error:
        raise Refused("tiles.unreadable") from error
    return _opened(path, told.st_ino, told.st_mtime_ns)


@lru_cache(maxsize=_OPEN_SOURCES)
def _opened(path: Path, _inode: int, _changed_ns: int) -> TileSource:
    return TileSource(path)


def _kind(packed: bytes | None) -> str:
    """Return ``full``, ``empty`` or ``edge``; a straight edge packs as short as a full mask."""
    if packed is None:
        return "full"
    return _short_kind(packed) if len(packed) <= _SHORT else _long_kind(packed)


def _long_kind(packed: bytes) -> str:
    mask = _unpacked(packed)
    return "full" if mask == _FULL else "empty" if mask == _EMPTY else "edge"


_short_kind = lru_cache(maxsize=1024)(_long_kind)


def _unpacked(packed: bytes | None) -> bytes:
    """Return a mask of one bit a pixel; a block without one (sparse) is empty."""
    if not packed:
        return _EMPTY
    try:
        mask = zlib.decompressobj().decompress(packed, len(_FULL))
    except zlib.error as error:
        raise Refused("tiles.unreadable") from error
    if len(mask) != len(_FULL):
        raise Refused("tiles.unreadable")
    return mask


@lru_cache(maxsize=_EDGE_TILES)
def _edge_tile(source: TileSource, z: int, index: int) -> Tile:
    return source.edge(z, index)


def _bounds(level: Level) -> tuple[float, float, float, float]:
    filled = [i for i, count in enumerate(level.image.counts) if count]
    if not filled:
        raise Refused("tiles.unreadable")
    columns = [i % level.across for i in filled]
    rows = [i // level.across for i in filled]
    west, north = _corner(level, min(columns), min(rows))
    east, south = _corner(level, max(columns) + 1, max(rows) + 1)
    return west, south, east, north


def _corner(level: Level, column: int, row: int) -> tuple[float, float]:
    """Return longitude and latitude of a block's upper left corner."""
    span = CIRCUMFERENCE_M / 2**level.zoom
    east_m = (level.x + column) * span - CIRCUMFERENCE_M / 2
    north_m = CIRCUMFERENCE_M / 2 - (level.y + row) * span
    lon = math.degrees(east_m / 6378137.0)
    lat = math.degrees(2 * math.atan(math.exp(north_m / 6378137.0)) - math.pi / 2)
    return lon, lat
