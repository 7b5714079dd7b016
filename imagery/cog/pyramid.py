"""The analysis file's levels: rows come in once, blocks and smaller levels go out at once.

No level is held whole: each keeps one row of blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.cog.codecs import Codec, mask_block
from imagery.cog.shrink import Array, Bits, halved
from imagery.cog.spool import Spool
from imagery.cog.writer import Level

OUTLINE_PX = 1024
"""A level whose longer side is below this also keeps its validity, for the outline."""


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
    """

    def __init__(self, layout: Layout, width: int, height: int) -> None:
        self.layout, self.width, self.height = layout, width, height
        block = layout.block_px
        self._across, self._down = -(-width // block), -(-height // block)
        self._spool = Spool(layout.folder, self._across, self._down, masked=layout.masked)
        self._rows: Array = np.zeros((block, width, layout.samples), layout.dtype)
        self._valid: Bits | None = np.zeros((block, width), np.bool_) if layout.masked else None
        self._held = self._done = 0
        self.smaller: Pyramid | None = None
        if max(width, height) > block:
            self.smaller = Pyramid(layout, -(-width // 2), -(-height // 2))
        self.outline: NDArray[np.bool_] | None = None
        if max(width, height) <= OUTLINE_PX:
            self.outline = np.zeros((height, width), np.bool_)

    def push(self, rows: Array, valid: Bits | None) -> None:
        """Take the next rows (rows, width, samples) and where they are valid (rows, width)."""
        at = 0
        while at < len(rows):
            room = min(self.layout.block_px - self._held, len(rows) - at)
            here = slice(self._held, self._held + room)
            self._rows[here] = rows[at : at + room]
            if self._valid is not None and valid is not None:
                self._valid[here] = valid[at : at + room]
            self._held += room
            at += room
            if self._held == self.layout.block_px or self._done + self._held == self.height:
                self._flush()

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

    def _flush(self) -> None:
        rows = self._rows[: self._held]
        valid = None if self._valid is None else self._valid[: self._held]
        for col in range(0, self.width, self.layout.block_px):
            self._encode(rows, valid, slice(col, col + self.layout.block_px))
        counted = self._counted(rows, valid)
        if self.outline is not None:
            seen = np.ones(rows.shape[:2], np.bool_) if counted is None else counted
            self.outline[self._done : self._done + self._held] = (
                seen if seen.ndim == 2 else seen.any(axis=2)
            )
        if self.smaller is not None:
            small, kept = halved(rows, counted, mean=self.layout.mean)
            self.smaller.push(small, kept if self.layout.masked else None)
        self._done, self._held = self._done + self._held, 0

    def _counted(self, rows: Array, valid: Bits | None) -> Bits | None:
        """Return what a mean may count: the mask, or what holds a value; None counts all."""
        if valid is not None or (self.layout.nodata is None and rows.dtype.kind != "f"):
            return valid
        holding = self._holding(rows)
        return None if holding.all() else holding

    def _holding(self, rows: Array) -> Bits:
        """Return where each sample holds a value (rows, cols, samples)."""
        nodata = self.layout.nodata
        if nodata is not None and not np.isnan(nodata):
            return np.asarray(rows != rows.dtype.type(nodata))
        return np.asarray(~np.isnan(rows)) if rows.dtype.kind == "f" else np.ones(rows.shape, bool)

    def _encode(self, rows: Array, valid: Bits | None, cols: slice) -> None:
        block = self.layout.block_px
        part = rows[:, cols]
        lack = (block - part.shape[0], block - part.shape[1])
        if any(lack):
            part = np.pad(part, ((0, lack[0]), (0, lack[1]), (0, 0)), mode="edge")
        mask = None
        if valid is not None:
            own = valid[:, cols]
            mask = mask_block(np.pad(own, ((0, lack[0]), (0, lack[1]))))
        self._spool.add(self.layout.codec.encode(part), mask)
