"""From an array to the bytes of one TIFF block: JPEG with shared tables, ZSTD, bit masks."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
import zstandard
from numpy.typing import NDArray

JPEG, ZSTD, DEFLATE = 7, 50000, 8
NO_PREDICTOR, HORIZONTAL, FLOATING_POINT = 1, 2, 3
_SOI, _DQT, _DHT, _SOS = 0xD8, 0xDB, 0xC4, 0xDA
Array = NDArray[Any]


class Codec(Protocol):
    """Encodes blocks of (rows, cols, samples)."""

    compression: int
    predictor: int
    tables: bytes

    def encode(self, block: Array) -> bytes:
        """Return a block's bytes."""
        ...


@dataclass(frozen=True)
class _Cuts:
    """Where the parts of every JPEG of one size and quality lie."""

    head: bytes
    frame: bytes
    scan: int


class JpegCodec:
    """8-bit RGB as baseline JPEG, 4:2:0; quantisation and Huffman tables are kept apart."""

    compression = JPEG
    predictor = NO_PREDICTOR

    def __init__(self, quality: int, *, block_px: int) -> None:
        self._how = [
            *(cv2.IMWRITE_JPEG_QUALITY, quality),
            *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420),
        ]
        probe = self._whole(np.zeros((block_px, block_px, 3), np.uint8))
        self._cuts, self.tables = _cut(probe)

    def encode(self, block: Array) -> bytes:
        """Return the abbreviated JPEG of an RGB block (rows, cols, 3) uint8."""
        return self.encode_bgr(cv2.cvtColor(block, cv2.COLOR_RGB2BGR))

    def encode_bgr(self, block: Array) -> bytes:
        """Return the abbreviated JPEG of a BGR block."""
        whole, cuts = self._whole(block), self._cuts
        if not whole.startswith(cuts.head):
            raise AssertionError("the JPEG encoder changed its tables")
        return b"\xff\xd8" + cuts.frame + whole[cuts.scan :]

    def _whole(self, block: Array) -> bytes:
        return cv2.imencode(".jpg", block, self._how)[1].tobytes()


def _cut(whole: bytes) -> tuple[_Cuts, bytes]:
    """Split a JPEG into what all blocks share (tables), its frame header, and the scan's start."""
    tables, frame, at = b"", b"", 2
    while whole[at + 1] != _SOS:
        size = 2 + int.from_bytes(whole[at + 2 : at + 4], "big")
        segment, marker = whole[at : at + size], whole[at + 1]
        if marker in {_DQT, _DHT}:
            tables += segment
        elif 0xC0 <= marker <= 0xCF:
            frame += segment
        at += size
    return _Cuts(whole[:at], frame, at), b"\xff\xd8" + tables + b"\xff\xd9"


class ZstdCodec:
    """Any pixel type without loss: differences of neighbours, then ZSTD at its fastest level."""

    compression = ZSTD
    tables = b""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.predictor = FLOATING_POINT if dtype.kind == "f" else HORIZONTAL
        self._unsigned = np.dtype(f"<u{dtype.itemsize}")
        self._pack = zstandard.ZstdCompressor(level=1, write_content_size=True)

    def encode(self, block: Array) -> bytes:
        """Return the compressed differences of a block (rows, cols, samples)."""
        if self.predictor == FLOATING_POINT:
            return self._pack.compress(_float_differences(block).data)
        plain = np.ascontiguousarray(block).view(self._unsigned)
        out = plain.copy()
        out[:, 1:] -= plain[:, :-1]
        return self._pack.compress(out.data)


def _float_differences(block: Array) -> Array:
    """TIFF Technical Note 3: bytes of a row by significance, then differences of bytes."""
    rows, cols, samples = block.shape
    size = block.dtype.itemsize
    big = np.ascontiguousarray(block).astype(f">f{size}").view(np.uint8)
    planes = big.reshape(rows, cols * samples, size).transpose(0, 2, 1)
    flat = np.ascontiguousarray(planes).reshape(rows, -1)
    out = flat.copy()
    out[:, samples:] -= flat[:, :-samples]
    return out


def mask_block(valid: Array) -> bytes:
    """Return a block's validity (rows, cols) bool as one bit a pixel, DEFLATE."""
    return zlib.compress(np.packbits(valid, axis=1).tobytes(), 6)


def full_mask(block_px: int) -> bytes:
    """Return the mask block in which everything is valid: a constant, kept by the caller."""
    return mask_block(np.ones((block_px, block_px), np.bool_))
