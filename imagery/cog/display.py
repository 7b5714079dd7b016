"""The display file: web tiles rendered while the picture's rows come in, or read back in pieces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from imagery.cog import georef
from imagery.cog.codecs import JpegCodec
from imagery.cog.shrink import Bits
from imagery.cog.tilelevels import Picture, TileLevel
from imagery.cog.warp import MARGIN_PX, Box, Strip, Warper
from imagery.cog.webgrid import TILE_PX, Grid, Patches
from imagery.cog.writer import Kind, write

QUALITY = 85
ROLLING_BYTES = 128 * 2**20
"""The most that rows on hold may take; a wider or turned raster is read back in pieces."""
PIECE_BYTES = 48 * 2**20
Reader = Callable[[int, int, int, int], Strip]
"""(top, left, bottom, right) in pixels of the raster -> that piece of the picture."""


@dataclass(frozen=True)
class Plan:
    """A raster of ``width`` x ``height`` pixels on the web grid."""

    grid: Grid
    patches: Patches
    width: int
    height: int


class Display:
    """Renders a plan's tiles row by row and writes them as one COG."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self._warper = Warper(plan.patches, plan.width, plan.height)
        self._codec = JpegCodec(QUALITY, block_px=TILE_PX)
        grid = plan.grid
        self._tiles = TileLevel(
            grid.across, grid.down, grid.levels, codec=self._codec, folder=folder
        )
        self._row = 0

    def rows_of(self, row: int) -> tuple[int, int]:
        """Return the picture rows (from, to) that a row of tiles needs."""
        n = self.plan.patches.per_tile
        seen = self.plan.patches.corners[row * n : (row + 1) * n + 1, :, 1]
        low, high = float(seen.min()), float(seen.max())
        top = min(max(int(low) - MARGIN_PX - 1, 0), self.plan.height)
        return top, min(max(int(high) + MARGIN_PX + 2, top), self.plan.height)

    def render(self, row: int, strip: Strip) -> None:
        """Render the next row of tiles from a strip that holds all it needs."""
        for col in range(self.plan.grid.across):
            self._tiles.add(self._warper.tile(row, col, strip))
        self._row = row + 1

    def read_back(self, read: Reader, on_row: Callable[[int], None]) -> None:
        """Render everything from a picture that can be read anywhere."""
        for row in range(self.plan.grid.down):
            on_row(row)
            for first, last in self._pieces(row):
                strip = self._read(read, row, first, last)
                for col in range(first, last):
                    self._tiles.add(self._warper.tile(row, col, strip) if strip else None)

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

    def _pieces(self, row: int) -> list[tuple[int, int]]:
        """Cut a row of tiles so that what each piece reads stays small."""
        across = self.plan.grid.across
        count = 1
        while count < across:
            span = self._span(row, 0, -(-across // count))
            if (span.bottom - span.top) * (span.right - span.left) * 3 <= PIECE_BYTES:
                break
            count *= 2
        step = -(-across // count)
        return [(first, min(first + step, across)) for first in range(0, across, step)]

    def _span(self, row: int, first: int, last: int) -> Box:
        boxes = [self._warper.box(row, first), self._warper.box(row, last - 1)]
        return Box(
            min(b.top for b in boxes),
            min(b.left for b in boxes),
            max(b.bottom for b in boxes),
            max(b.right for b in boxes),
        )

    def _read(self, read: Reader, row: int, first: int, last: int) -> Strip | None:
        box = self._span(row, first, last)
        if self._warper.misses(box):
            return None
        edge = MARGIN_PX + 1
        return read(
            max(int(box.top) - edge, 0),
            max(int(box.left) - edge, 0),
            min(int(box.bottom) + edge + 1, self.plan.height),
            min(int(box.right) + edge + 1, self.plan.width),
        )


class Rolling:
    """Feeds a display with rows as they come, holding no more than the tiles to come need."""

    def __init__(self, display: Display, *, masked: bool) -> None:
        plan = display.plan
        self._display, self._row = display, 0
        self._spans = [display.rows_of(row) for row in range(plan.grid.down)]
        self._width, self._masked = plan.width, masked
        self._top = self._held = 0
        self._pixels: Picture = np.zeros((0, plan.width, 3), np.uint8)
        self._valid: Bits = np.zeros((0, plan.width), np.bool_)

    def fits(self, band_rows: int) -> bool:
        """Whether rows come in the tiles' order and few enough must be kept."""
        ends = [end for _, end in self._spans]
        if ends != sorted(ends):
            return False
        return self._needed(band_rows) * self._width * 3 <= ROLLING_BYTES

    def _needed(self, band_rows: int) -> int:
        return max(end - begin for begin, end in self._spans) + band_rows

    def push(self, pixels: Picture, valid: Bits | None) -> None:
        """Take the picture's next rows; render what has become possible."""
        self._make_room(len(pixels))
        here = slice(self._held, self._held + len(pixels))
        self._pixels[here] = pixels
        if self._masked:
            self._valid[here] = True if valid is None else valid
        self._held += len(pixels)
        self._render_ready()

    def _render_ready(self) -> None:
        reached = self._top + self._held
        while self._row < len(self._spans) and self._spans[self._row][1] <= reached:
            self._display.render(self._row, self._strip())
            self._row += 1

    def _strip(self) -> Strip:
        valid = self._valid[: self._held] if self._masked else None
        return Strip(self._pixels[: self._held], self._top, 0, valid)

    def _make_room(self, coming: int) -> None:
        """Drop rows that no tile to come needs; grow once to the largest need."""
        begin = self._spans[self._row][0] if self._row < len(self._spans) else self._top
        drop = min(max(begin - self._top, 0), self._held)
        if self._held + coming > len(self._pixels):
            size = max(self._needed(coming), self._held - drop + coming)
            if drop or size > len(self._pixels):
                self._move(drop, max(size, len(self._pixels)))

    def _move(self, drop: int, size: int) -> None:
        kept = slice(drop, self._held)
        left = self._held - drop
        if size > len(self._pixels):
            old, mask = self._pixels[kept], self._valid[kept]
            self._pixels = np.zeros((size, self._width, 3), np.uint8)
            self._valid = np.zeros((size if self._masked else 0, self._width), np.bool_)
            self._pixels[:left] = old
            if self._masked:
                self._valid[:left] = mask
        else:
            self._pixels[:left] = self._pixels[kept]
            if self._masked:
                self._valid[:left] = self._valid[kept]
        self._top, self._held = self._top + drop, left
