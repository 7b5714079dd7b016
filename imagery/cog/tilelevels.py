"""The display file's levels: a tile goes out as a block and, halved, into the next level's tile."""

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
    """One zoom and, through it, all smaller ones; each holds the upper halves of one row of tiles.

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
        self._quarters: dict[tuple[int, int], Tile] = {}
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

    def place(self, tile: Tile | None, row: int, col: int) -> None:
        """Take a tile of the next finer level; the fourth of four makes one of this level."""
        if tile is not None:
            self._quarters[row % 2, col] = _halved(tile)
        if row % 2 and col % 2:
            self.add(self._joined(col - 1))

    def _joined(self, col: int) -> Tile | None:
        places = [(down, along) for down in (0, 1) for along in (0, 1)]
        parts = {at: self._quarters.pop((at[0], col + at[1]), None) for at in places}
        if not any(parts.values()):
            return None
        pixels = np.zeros((TILE_PX, TILE_PX, 3), np.uint8)
        valid = np.zeros((TILE_PX, TILE_PX), np.bool_)
        for (down, along), part in parts.items():
            here = np.s_[HALF * down : HALF * (down + 1), HALF * along : HALF * (along + 1)]
            if part is not None:
                pixels[here] = part.pixels
                valid[here] = True if part.valid is None else part.valid
        return Tile(pixels) if valid.all() else Tile(pixels, valid)

    def levels(self) -> Iterator[Level]:
        """Yield the levels, finest first."""
        yield Level(self._across * TILE_PX, self._down * TILE_PX, self._spool)
        if self.smaller is not None:
            yield from self.smaller.levels()


def _halved(tile: Tile) -> Tile:
    if tile.valid is None:
        small = cv2.resize(tile.pixels, (HALF, HALF), interpolation=cv2.INTER_AREA)
        return Tile(np.asarray(small, np.uint8))
    pixels, valid = halved(tile.pixels, tile.valid)
    return Tile(pixels.astype(np.uint8, copy=False), valid)
