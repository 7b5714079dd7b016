"""The pieces an upload is read in (child side): whole blocks, each once, a few megabytes each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PIECE_BYTES = 8 * 2**20
_MOST_ROWS = 512
_LEAST_CACHE, _MOST_CACHE = 24 * 2**20, 384 * 2**20

Piece = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


@dataclass(frozen=True)
class Bands:
    """How a raster is walked: bands of ``rows`` rows, in pieces of ``cols`` x ``piece_rows``.

    ``cache_bytes`` is what the library's block cache needs so that no block is decoded twice.
    """

    width: int
    height: int
    rows: int
    cols: int
    piece_rows: int
    cache_bytes: int

    def __iter__(self) -> Iterator[tuple[int, Iterator[Piece]]]:
        """Yield each band's lower end and its pieces, from the top."""
        for top in range(0, self.height, self.rows):
            bottom = min(top + self.rows, self.height)
            yield bottom, self._pieces(top, bottom)

    def _pieces(self, top: int, bottom: int) -> Iterator[Piece]:
        for left in range(0, self.width, self.cols):
            for upper in range(top, bottom, self.piece_rows):
                high = min(self.piece_rows, bottom - upper)
                yield left, upper, min(self.cols, self.width - left), high


def bands_of(source: Any, pixel_bytes: int) -> Bands:
    """Return how to walk an open dataset whose pixels take ``pixel_bytes`` in all bands.

    Strips are read over the whole width, tiles of a wide raster some at a time; a block larger
    than a piece is read in several pieces that follow each other.
    """
    width, height = source.width, source.height
    block_h, block_w = source.block_shapes[0]
    block_h, block_w = min(block_h, height), min(block_w, width)
    cols = width
    if block_w < width and block_h * width * pixel_bytes > PIECE_BYTES:
        cols = block_w * max(1, PIECE_BYTES // (block_h * block_w * pixel_bytes))
    most = max(1, PIECE_BYTES // (cols * pixel_bytes))
    rows = block_h
    while 2 * rows <= min(most, _MOST_ROWS):
        rows *= 2
    piece_rows = min(rows, most)
    if block_w >= width:
        rows = piece_rows
    touched = -(-piece_rows // block_h) * block_h * cols * pixel_bytes
    cache = min(max(2 * touched, _LEAST_CACHE), _MOST_CACHE)
    return Bands(width, height, rows, cols, piece_rows, cache)
