"""The display file: web tiles rendered while the picture's rows come in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from imagery.cog import georef
from imagery.cog.codecs import JpegCodec
from imagery.cog.sheet import Sheet, sheet
from imagery.cog.shrink import Bits
from imagery.cog.tilelevels import Picture, TileLevel
from imagery.cog.warp import MARGIN_PX, Box, Strip, Warper
from imagery.cog.webgrid import TILE_PX, Grid, Patches
from imagery.cog.writer import Kind, write

QUALITY = 85
HELD_BYTES = 80 * 2**20
"""The most that the picture's rows on hold may take of the process's memory."""
PIECE_BYTES = 24 * 2**20
"""The most of the picture that is looked at together when it is held in a file."""


@dataclass(frozen=True)
class Plan:
    """A raster of ``width`` x ``height`` pixels on the web grid."""

    grid: Grid
    patches: Patches
    width: int
    height: int


class Display:
    """Renders a plan's tiles as soon as their rows are in and writes them as one COG.

    Parameters
    ----------
    band_rows : int
        Rows come in bands of so many, the last one may be shorter.
    masked : bool
        Whether pieces may come with a mask.
    """

    def __init__(self, plan: Plan, folder: Path, *, band_rows: int, masked: bool) -> None:
        self.plan = plan
        self._warper = Warper(plan.patches, plan.width, plan.height)
        self._codec = JpegCodec(QUALITY, block_px=TILE_PX)
        grid = plan.grid
        self._tiles = TileLevel(
            grid.across, grid.down, grid.levels, codec=self._codec, folder=folder
        )
        self._needs = [self._rows_of(row) for row in range(grid.down)]
        self._row = 0
        held = _capacity(self._needs, plan.height, band_rows)
        share = HELD_BYTES // (4 if masked else 3)
        self._pixels = sheet(held, plan.width, 3, np.uint8, folder, memory_bytes=3 * share)
        self._valid: Sheet | None = None
        if masked:
            self._valid = sheet(held, plan.width, 1, np.bool_, folder, memory_bytes=share)

    def put(self, top: int, left: int, pixels: Picture, valid: Bits | None) -> None:
        """Take a piece of the next band: BGR (rows, cols, 3) and where it shows something."""
        self._pixels.put(top, left, pixels)
        if self._valid is not None:
            seen = np.ones(pixels.shape[:2], np.bool_) if valid is None else valid
            self._valid.put(top, left, seen[:, :, None])

    def reached(self, bottom: int) -> None:
        """Take note that all rows above ``bottom`` are in; render what has become possible."""
        while self._row < len(self._needs) and self._needs[self._row][1] <= bottom:
            for first, last in self._pieces(self._row):
                self._render(self._row, first, last)
            self._row += 1

    def shows(self) -> bool:
        """Whether any tile holds something."""
        return any(level.spool.sizes.any() for level in self._tiles.levels())

    def write(self, path: Path, rasterio: Any, *, big: bool | None = None) -> None:
        """Write the file."""
        grid = self.plan.grid
        left, top = grid.origin_m
        affine = rasterio.Affine(grid.pixel_m, 0, left, 0, -grid.pixel_m, top)
        kind = Kind(
            codec=self._codec,
            block_px=TILE_PX,
            samples=3,
            bits=8,
            number_kind="u",
            rgb=True,
            geo=georef.tags(rasterio, "EPSG:3857", affine),
            extra=georef.tiling_scheme(grid),
        )
        write(path, kind, list(self._tiles.levels()), big=big)

    def _rows_of(self, row: int) -> tuple[int, int]:
        """Return the picture rows (from, to) that a row of tiles needs."""
        n, height = self.plan.patches.per_tile, self.plan.height
        seen = self.plan.patches.corners[row * n : (row + 1) * n + 1, :, 1]
        top = min(max(int(seen.min()) - MARGIN_PX - 1, 0), height)
        return top, min(max(int(seen.max()) + MARGIN_PX + 2, top), height)

    def _render(self, row: int, first: int, last: int) -> None:
        """Render some tiles of a row from one piece of the picture."""
        box = self._span(row, first, last)
        strip = None if self._warper.misses(box) else self._strip(box)
        for col in range(first, last):
            self._tiles.add(self._warper.tile(row, col, strip) if strip else None)

    def _strip(self, box: Box) -> Strip:
        edge = MARGIN_PX + 1
        top, left = max(int(box.top) - edge, 0), max(int(box.left) - edge, 0)
        bottom = min(int(box.bottom) + edge + 1, self.plan.height)
        right = min(int(box.right) + edge + 1, self.plan.width)
        pixels = self._pixels.take(top, bottom, left, right)
        if self._valid is None:
            return Strip(pixels, top, left)
        return Strip(pixels, top, left, self._valid.take(top, bottom, left, right)[:, :, 0])

    def _pieces(self, row: int) -> list[tuple[int, int]]:
        """Cut a row of tiles so that what each piece looks at stays small."""
        across = self.plan.grid.across
        step = across
        while step > 1:
            span = self._span(row, 0, step)
            if (span.bottom - span.top) * (span.right - span.left) * 3 <= PIECE_BYTES:
                break
            step = -(-step // 2)
        return [(first, min(first + step, across)) for first in range(0, across, step)]

    def _span(self, row: int, first: int, last: int) -> Box:
        boxes = [self._warper.box(row, first), self._warper.box(row, last - 1)]
        return Box(
            min(b.top for b in boxes),
            min(b.left for b in boxes),
            max(b.bottom for b in boxes),
            max(b.right for b in boxes),
        )


def _capacity(needs: list[tuple[int, int]], height: int, band_rows: int) -> int:
    """Return how many rows must be held at once when rows come in bands.

    Tiles are rendered in their order; a raster that lies turned or upside down needs many.
    """
    keep = np.array([begin for begin, _ in needs])
    keep = np.append(np.minimum.accumulate(keep[::-1])[::-1], height)
    ends = np.maximum.accumulate(np.array([end for _, end in needs]))
    bottoms = np.append(np.arange(band_rows, height, band_rows), height)
    rendered = np.searchsorted(ends, bottoms, side="right")
    before = np.concatenate([[0], rendered[:-1]])
    return max(int((bottoms - np.minimum(keep[before], bottoms)).max()), 1)
