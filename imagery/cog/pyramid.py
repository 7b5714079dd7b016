"""The analysis file's levels: rows come in once, blocks and smaller levels go out at once.

No level is held whole: each keeps one row of blocks, a wide one in a file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.cog.codecs import Codec, full_mask, mask_block
from imagery.cog.sheet import Sheet, sheet
from imagery.cog.shrink import Array, Bits, any_of_four, halved
from imagery.cog.spool import Spool
from imagery.cog.writer import Level

OUTLINE_PX = 1024
"""A level whose longer side is below this also keeps its validity, for the outline."""
_PIECE_BYTES = 4 * 2**20
"""How much is encoded and halved together."""


@dataclass(frozen=True)
class Layout:
    """What does not change from block to block.

    ``masked`` writes a mask beside the pixels; ``nodata`` is left out of means instead;
    ``mean`` is False for classes.
    """

    codec: Codec
    block_px: int
    samples: int
    dtype: np.dtype[Any]
    folder: Path
    masked: bool = False
    nodata: float | None = None
    mean: bool = True


class Pyramid:
    """One level and, through it, all smaller ones.

    Parameters
    ----------
    width, height : int
        Pixels of this level.
    band_rows : int
        Rows come in bands of so many, the last one may be shorter.
    """

    def __init__(self, layout: Layout, width: int, height: int, band_rows: int) -> None:
        self.layout, self.width, self.height = layout, width, height
        block, folder = layout.block_px, layout.folder
        across, down = -(-width // block), -(-height // block)
        self._spool = Spool(folder, across, down, masked=layout.masked)
        held = min(block + band_rows - math.gcd(block, band_rows), max(height, 1))
        self._rows = sheet(held, width, layout.samples, layout.dtype, folder)
        self._valid: Sheet | None = None
        if layout.masked:
            self._valid = sheet(held, width, 1, np.bool_, folder)
        self._full = full_mask(block)
        self._done = 0
        self.smaller: Pyramid | None = None
        if max(width, height) > block:
            self.smaller = Pyramid(layout, -(-width // 2), -(-height // 2), block // 2)
        self.outline: NDArray[np.bool_] | None = None
        if max(width, height) <= OUTLINE_PX:
            self.outline = np.zeros((height, width), np.bool_)

    def put(self, top: int, left: int, pixels: Array, valid: Bits | None) -> None:
        """Take a piece (rows, cols, samples) of the next band, and where it is valid."""
        self._rows.put(top, left, pixels)
        if self._valid is not None:
            seen = np.ones(pixels.shape[:2], np.bool_) if valid is None else valid
            self._valid.put(top, left, seen[:, :, None])

    def reached(self, bottom: int) -> None:
        """Take note that all rows above ``bottom`` are in; encode what has become whole."""
        block = self.layout.block_px
        while self._done < self.height and bottom >= min(self._done + block, self.height):
            self._encode_row(self._done, min(self._done + block, self.height))

    def levels(self) -> Iterator[Level]:
        """Yield the levels, full resolution first."""
        yield Level(self.width, self.height, self._spool)
        if self.smaller is not None:
            yield from self.smaller.levels()

    def outlined(self) -> NDArray[np.bool_] | None:
        """Return where the largest level below ``OUTLINE_PX`` holds data (rows, cols)."""
        if self.outline is not None or self.smaller is None:
            return self.outline
        return self.smaller.outlined()

    def _encode_row(self, top: int, bottom: int) -> None:
        for left, right in self._pieces():
            pixels = self._rows.take(top, bottom, left, right)
            valid = None
            if self._valid is not None:
                valid = self._valid.take(top, bottom, left, right)[:, :, 0]
            self._encode(pixels, valid)
            self._pass_on(pixels, valid, top, left)
        self._done = bottom
        if self.smaller is not None:
            self.smaller.reached(-(-bottom // 2))

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """Yield columns (from, to) of some whole blocks each."""
        block = self.layout.block_px
        size = block * block * self.layout.samples * self.layout.dtype.itemsize
        step = block * max(1, _PIECE_BYTES // size)
        for left in range(0, self.width, step):
            yield left, min(left + step, self.width)

    def _encode(self, pixels: Array, valid: Bits | None) -> None:
        block = self.layout.block_px
        for left in range(0, pixels.shape[1], block):
            part = pixels[:, left : left + block]
            own = None if valid is None else valid[:, left : left + block]
            lack = (block - part.shape[0], block - part.shape[1])
            if any(lack):
                part = np.pad(part, ((0, lack[0]), (0, lack[1]), (0, 0)), mode="edge")
                own = None if own is None else np.pad(own, ((0, lack[0]), (0, lack[1])))
            if self._empty(part, own):
                self._spool.add(None)
                continue
            mask = None
            if own is not None:
                mask = self._full if own.all() else mask_block(own)
            self._spool.add(self.layout.codec.encode(part), mask)

    def _empty(self, block: Array, valid: Bits | None) -> bool:
        """Whether a reader gets the same pixels back from a block that is not there."""
        nodata = self.layout.nodata
        if valid is None and nodata is None:
            return False
        if valid is not None and valid.any():
            return False
        if nodata is None:
            return not block.any()
        if np.isnan(nodata):
            return bool(np.isnan(block).all())
        return bool((block == block.dtype.type(nodata)).all())

    def _pass_on(self, pixels: Array, valid: Bits | None, top: int, left: int) -> None:
        """Note the outline; hand the halved piece to the next level."""
        if self.smaller is None and self.outline is None:
            return
        counted = self._counted(pixels, valid)
        if self.outline is not None:
            seen = np.ones(pixels.shape[:2], np.bool_) if counted is None else counted
            here = np.s_[top : top + pixels.shape[0], left : left + pixels.shape[1]]
            self.outline[here] = seen if seen.ndim == 2 else seen.any(axis=2)
        if self.smaller is not None:
            small, _ = halved(pixels, counted, mean=self.layout.mean)
            kept = None if valid is None else any_of_four(valid)
            self.smaller.put(top // 2, left // 2, small, kept)

    def _counted(self, rows: Array, valid: Bits | None) -> Bits | None:
        """Return what a mean may count: what is valid and holds a value; None counts all."""
        if self.layout.nodata is None and rows.dtype.kind != "f":
            return None if valid is None or valid.all() else valid
        holding = self._holding(rows)
        if valid is not None:
            holding &= valid[:, :, None]
        return None if holding.all() else holding

    def _holding(self, rows: Array) -> Bits:
        """Return where each sample holds a value (rows, cols, samples)."""
        nodata = self.layout.nodata
        held = ~np.isnan(rows) if rows.dtype.kind == "f" else np.ones(rows.shape, np.bool_)
        if nodata is not None and not np.isnan(nodata):
            held &= rows != rows.dtype.type(nodata)
        return np.asarray(held)
