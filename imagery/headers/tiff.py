"""TIFF and BigTIFF: size, compression, blocks and georeference of every page, before decode."""

from __future__ import annotations

import math
import zlib
from typing import BinaryIO

from geo.errors import Refused
from imagery.headers import tiff_directory
from imagery.headers.base import Header, check_size
from imagery.headers.tiff_directory import Page
from imagery.limits import Limits

_COMPRESSIONS = {1, 5, 7, 8, 32773, 32946, 34887, 34925, 50000, 50001}
"""None, LZW, JPEG, Deflate, PackBits, old Deflate, LERC, LZMA, ZSTD, WebP."""
_DEFLATE = {8, 32946}
_INFLATE_STEP = 4 * 2**20
_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION = 254, 256, 257, 258, 259
_STRIPS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_BYTES, _PLANAR = 273, 277, 278, 279, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES, _FORMAT = 322, 323, 324, 325, 339
_PIXEL_SCALE, _TIEPOINTS, _TRANSFORMATION, _NODATA = 33550, 33922, 34264, 42113


def read(file: BinaryIO, size: int, limits: Limits) -> Header:
    """Return what the first page declares; every page is checked."""
    pages = tiff_directory.pages(file, size, limits)
    decoded = [_checked(page, size, limits) for page in pages]
    first = pages[0]
    return Header(
        width=_one(first, _WIDTH),
        height=_one(first, _HEIGHT),
        bands=_one(first, _SAMPLES, 1),
        decoded_bytes=decoded[0],
        flags=_flags(pages),
    )


def check_streams(file: BinaryIO, size: int, limits: Limits) -> None:
    """Inflate every Deflate block of the first page and compare its checksum.

    libtiff stops at the last pixel and never reads it: a block damaged in the middle decodes to
    wrong pixels without a word. Costs about 0.01 CPU s a megapixel.

    Raises
    ------
    Refused
        ``intake.checksum``.
    """
    page = tiff_directory.pages(file, size, limits)[0]
    if _one(page, _COMPRESSION, 1) not in _DEFLATE:
        return
    tiled = _TILE_WIDTH in page
    offsets = _many(page, _TILES if tiled else _STRIPS)
    lengths = _many(page, _TILE_BYTES if tiled else _STRIP_BYTES)
    for at, length in zip(offsets, lengths, strict=False):
        if length:
            file.seek(at)
            _check_stream(file.read(length))


def _check_stream(body: bytes) -> None:
    inflater = zlib.decompressobj()
    try:
        while body and not inflater.eof:
            inflater.decompress(body, _INFLATE_STEP)
            body = inflater.unconsumed_tail
    except zlib.error as error:
        raise Refused("intake.checksum", where="TIFF block") from error
    if not inflater.eof:
        raise Refused("intake.checksum", where="TIFF block")


def _one(page: Page, tag: int, default: int | None = None) -> int:
    value = page.get(tag)
    if isinstance(value, tuple) and value:
        return int(value[0])
    if default is None:
        raise Refused("intake.damaged", where=f"TIFF tag {tag}")
    return default


def _many(page: Page, tag: int) -> tuple[int, ...]:
    value = page.get(tag)
    return tuple(int(v) for v in value) if isinstance(value, tuple) else ()


def _checked(page: Page, size: int, limits: Limits) -> int:
    """Check one page's size, compression, segments and georeference; return its decoded bytes."""
    width, height, bands = _one(page, _WIDTH), _one(page, _HEIGHT), _one(page, _SAMPLES, 1)
    check_size(width, height, bands, limits)
    compression = _one(page, _COMPRESSION, 1)
    if compression not in _COMPRESSIONS:
        raise Refused("intake.compression", number=compression)
    bits = _bits(page)
    _check_segments(page, size, limits, bits)
    _check_georeference(page)
    return math.ceil(width * bits * bands / 8) * height


def _bits(page: Page) -> int:
    bits = _one(page, _BITS, 1)
    if not 1 <= bits <= 128:
        raise Refused("intake.pixel_type", kind=f"{bits} bit")
    return bits


def _check_segments(page: Page, size: int, limits: Limits, bits: int) -> None:
    width, height, bands = _one(page, _WIDTH), _one(page, _HEIGHT), _one(page, _SAMPLES, 1)
    planes = bands if _one(page, _PLANAR, 1) == 2 else 1
    tiled = _TILE_WIDTH in page
    if tiled:
        across, down = _one(page, _TILE_WIDTH), _one(page, _TILE_HEIGHT)
    else:
        across, down = width, min(_one(page, _ROWS_PER_STRIP, height), height)
    if across < 1 or down < 1:
        raise Refused("intake.damaged", where="TIFF blocks")
    block_bytes = across * down * bits * (bands // planes) // 8
    if block_bytes > limits.max_block_bytes:
        raise Refused("intake.block_too_large", megabytes=block_bytes // 2**20)
    offsets = _many(page, _TILES if tiled else _STRIPS)
    lengths = _many(page, _TILE_BYTES if tiled else _STRIP_BYTES)
    wanted = math.ceil(width / across) * math.ceil(height / down) * planes
    if len(offsets) < wanted or len(lengths) < wanted:
        raise Refused("intake.damaged", where="TIFF blocks")
    if any(at + n > size for at, n in zip(offsets, lengths, strict=False)):
        raise Refused("intake.truncated")


def _check_georeference(page: Page) -> None:
    """Refuse a pixel scale, tie point or matrix that is not finite, or a scale of zero."""
    scale = page.get(_PIXEL_SCALE, ())
    numbers = [page.get(tag, ()) for tag in (_PIXEL_SCALE, _TIEPOINTS, _TRANSFORMATION)]
    finite = all(
        math.isfinite(v) for values in numbers if isinstance(values, tuple) for v in values
    )
    if not finite or (scale and not all(isinstance(v, float) and v for v in scale[:2])):
        raise Refused("intake.bad_geotransform")


def _flags(pages: list[Page]) -> tuple[str, ...]:
    flags = []
    extra = [p for p in pages[1:] if not _one(p, _SUBFILE, 0) & 0b101]
    if extra:
        flags.append("intake.extra_pages")
    if not _nodata_fits(pages[0]):
        flags.append("intake.nodata_ignored")
    return tuple(flags)


def _nodata_fits(page: Page) -> bool:
    """Whether the GDAL_NODATA text is a number that the pixels' type can hold."""
    text = page.get(_NODATA)
    if not isinstance(text, bytes):
        return True
    try:
        value = float(text.split(b"\0")[0])
    except ValueError:
        return False
    kind, bits = _one(page, _FORMAT, 1), _one(page, _BITS, 1)
    if kind == 3:
        return True
    low, high = (0, 2**bits - 1) if kind == 1 else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return value.is_integer() and low <= value <= high
