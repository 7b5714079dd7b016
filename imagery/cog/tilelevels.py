"""The display file's levels: a tile goes out as a block and, halved, into the next level's row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.cog.codecs import JpegCodec, full_mask, mask_block
from imagery.cog.shrink import Bits, halved
from imagery.cog.spool import Spool
from imagery.cog.webgrid import TILE_PX
from imagery.cog.writer import Level

HALF = TILE_PX // 2
Picture = NDArray[np.uint8]
FULL_MASK = full_mask(TILE_PX)


@dataclass(frozen=True)
class Tile:
    """A rendered tile: BGR (256, 256, 3), and where it shows something (None: everywhere)."""

    pixels: Picture
    valid: Bits | None = None


class TileLevel:
    """One zoom and, through it, all smaller ones; each holds one row of tiles at most.

    Parameters
    ----------
    across, down : int
        Tiles; even as long as there is a smaller level.
    levels : int
        This one and those below it.
    """

    def __init__(
        self, across: int, down: int, levels: int, *, codec: JpegCodec, folder: Path
    ) -> None:
        self._across, self._down, self._codec = across, down, codec
        self._spool = Spool(folder, across, down, masked=True)
        self.smaller: TileLevel | None = None
        if levels > 1:
            self.smaller = TileLevel(across // 2, down // 2, levels - 1, codec=codec, folder=folder)
        self._row: Picture = np.zeros((TILE_PX, across * TILE_PX, 3), np.uint8)
        self._valid: Bits = np.zeros((TILE_PX, across * TILE_PX), np.bool_)
        self._number = 0

    def add(self, tile: Tile | None) -> None:
        """Take the next tile of the row-major order; None shows nothing."""
        row, col = divmod(self._number, self._across)
        self._number += 1
        if tile is None:
            self._spool.add(None)
        else:
            mask = FULL_MASK if tile.valid is None else mask_block(tile.valid)
            self._spool.add(self._codec.encode_bgr(tile.pixels), mask)
            if self.smaller is not None:
                self.smaller.place(tile, row, col)
        if self.smaller is not None and col == self._across - 1 and row % 2:
            self.smaller.flush()

    def place(self, tile: Tile, row: int, col: int) -> None:
        """Put a tile of the next finer level, halved, into this level's row."""
        down = slice(HALF * (row % 2), HALF * (row % 2) + HALF)
        along = slice(HALF * col, HALF * col + HALF)
        if tile.valid is None:
            size = (HALF, HALF)
            self._row[down, along] = cv2.resize(tile.pixels, size, interpolation=cv2.INTER_AREA)
            self._valid[down, along] = True
            return
        self._row[down, along], small = halved(tile.pixels, tile.valid)
        self._valid[down, along] = small

    def flush(self) -> None:
        """Encode the row that is complete and begin the next one."""
        for col in range(self._across):
            along = slice(TILE_PX * col, TILE_PX * (col + 1))
            valid = self._valid[:, along]
            if valid.all():
                self.add(Tile(self._row[:, along]))
            else:
                self.add(Tile(self._row[:, along], valid) if valid.any() else None)
        self._row[:], self._valid[:] = 0, False

    def levels(self) -> Iterator[Level]:
        """Yield the levels, finest first."""
        yield Level(self._across * TILE_PX, self._down * TILE_PX, self._spool)
        if self.smaller is not None:
            yield from self.smaller.levels()
