"""Child task "ingest": the only code that decodes an uploaded raster, in one pass over it.

Every block is read once, strictly; pixels go into the analysis and the display file as they come,
without any text of the input.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.cog.analysis import Analysis, Raster
from imagery.cog.display import Display
from imagery.guess import BandGuess, guess
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.metadata import segments
from imagery.sandbox import allocator, display, facts, gdal, notes, outline, place, webplan
from imagery.sandbox.bands import Bands, Piece, bands_of
from imagery.sandbox.borders import Border
from imagery.sandbox.pixels import Array, Bits, Pixels, interleaved, opened
from imagery.sandbox.sampling import black_corner, sample

LOSSY_PX = 64_000_000
LOSSY_JPEG_PX = 16_000_000
"""Above this many pixels an 8-bit colour picture is kept as JPEG; one that came as JPEG earlier."""


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write ``params["analysis"]`` and, where it can be shown, ``params["display"]``.

    Returns the raster's facts as plain JSON.
    """
    allocator.keep_freed_memory()
    rasterio = gdal.load(gdal.READING)
    on_stage("check", 0)
    if params["driver"] == "GTiff":
        source = Path(params["source"])
        with source.open("rb") as file:
            tiff.check_streams(file, source.stat().st_size, Limits())
    try:
        with rasterio.open(params["source"], driver=params["driver"]) as source:
            pixels = opened(source, deaf=params.get("deaf", False))
            walk = bands_of(source, source.count * pixels.dtype.itemsize)
            with rasterio.Env(GDAL_CACHEMAX=walk.cache_bytes):
                return _Ingest(rasterio, pixels, walk, params).run(on_stage)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("intake.unreadable") from error


class _Ingest:
    """One raster on its way."""

    def __init__(self, rasterio: Any, pixels: Pixels, walk: Bands, params: dict[str, Any]) -> None:
        self.rasterio, self.pixels, self.walk, self.params = rasterio, pixels, walk, params
        window = rasterio.windows.Window
        self.where = place.of(pixels.source)
        plain = facts.plain_colours(pixels)
        look = None if plain else sample(pixels, window)
        high = () if look is None else look.high()
        self.said = facts.text(pixels, params["filename"], high)
        self.guess: BandGuess = guess(self.said)
        self.palette = facts.palette(pixels.source)
        self.border = self._border()
        self.how = display.recipe(pixels, look, asdict(self.guess), self.palette)
        self.raster = self._raster()
        self.folder = Path(params["analysis"]).parent
        self.analysis = Analysis(self.raster, self.folder, band_rows=self.walk.rows)

    def run(self, on_stage: OnStage) -> dict[str, Any]:
        """Read every block once; write both files."""
        shown = self._display()
        for bottom, pieces in self.walk:
            for piece in pieces:
                self._take(piece, shown)
            self.analysis.reached(bottom)
            if shown is not None:
                shown.reached(bottom)
            on_stage("copy", 100 * bottom // self.raster.height)
        self.analysis.write(Path(self.params["analysis"]), self.rasterio)
        if shown is not None and not shown.shows():
            shown = None
        if shown is not None:
            on_stage("display", 0)
            shown.write(Path(self.params["display"]), self.rasterio)
        on_stage("display", 100)
        return self._told(shown)

    def _take(self, piece: Piece, shown: Display | None) -> None:
        left, top, width, height = piece
        window = self.rasterio.windows.Window(left, top, width, height)
        stored = self.pixels.source.read(window=window)
        mask = self._mask(stored, window)
        if shown is not None:
            shown.put(top, left, *self._picture(stored, mask))
        self.analysis.put(top, left, interleaved(stored[: self.raster.bands]), mask)

    def _mask(self, stored: Array, window: Any) -> Bits | None:
        """Return the mask that stands beside a piece; JPEG would blur a no-data value."""
        if self.border is not None:
            return self.border.valid(stored, int(window.row_off), int(window.col_off))
        mask = self.pixels.mask(stored, window)
        if self.raster.lossy and self.pixels.nodata is not None:
            held = self.pixels.holding(stored)
            return held if mask is None else mask & held
        return mask

    def _picture(self, stored: Array, mask: Bits | None) -> tuple[Any, Bits | None]:
        picture, showing = display.painted(stored, self.how, self.pixels)
        if mask is None:
            return picture, showing
        return picture, mask if showing is None else mask & showing

    def _may_hide(self) -> bool:
        nodata = self.pixels.nodata is not None or self.pixels.dtype.kind == "f"
        return self.raster.masked or nodata

    def _display(self) -> Display | None:
        if not self.params["display"] or not webplan.showable(self.where):
            return None
        plan = webplan.plan(self.rasterio, self.where, self.raster.width, self.raster.height)
        if plan is None:
            return None
        return Display(plan, self.folder, band_rows=self.walk.rows, masked=self._may_hide())

    def _raster(self) -> Raster:
        source, pixels = self.pixels.source, self.pixels
        lossy = self._lossy()
        masked = pixels.masked or self.border is not None
        return Raster(
            width=source.width,
            height=source.height,
            bands=3 if lossy else source.count,
            dtype=pixels.dtype,
            rgb=lossy or pixels.rgb,
            masked=masked or (lossy and pixels.nodata is not None),
            lossy=lossy,
            classes=self.palette is not None,
            nodata=None if lossy else pixels.nodata,
            crs=self.where.crs,
            transform=place.affine(self.where) if self.where.crs else None,
            notes=notes.tags(self.guess, 3 if lossy else source.count),
        )

    def _border(self) -> Border | None:
        if not black_corner(self.pixels):
            return None
        border = Border(self.pixels)
        return border if border.found else None

    def _lossy(self) -> bool:
        """Whether the analysis file holds JPEG: large colour pictures only (docs/adr/0010)."""
        source = self.pixels.source
        jpeg = source.compression is not None and source.compression.name == "jpeg"
        colours = self.pixels.rgb or self.pixels.rgb_and_alpha
        return colours and source.width * source.height > (LOSSY_JPEG_PX if jpeg else LOSSY_PX)

    def _lost(self, shown: Display | None) -> bool:
        """Whether a raster with a position has no web tiles, though they were wanted."""
        if not self.params["display"]:
            return webplan.beyond(self.where)
        return bool(self.where.crs) and shown is None

    def _told(self, shown: Display | None) -> dict[str, Any]:
        grid = None if shown is None else shown.plan.grid
        seen = self.analysis.outlined()
        empty = seen is not None and not seen.any()
        flags = [
            *self.where.flags,
            *(["intake.black_border"] if self.border is not None else []),
            *(["intake.lossy_copy"] if self.raster.lossy else []),
            *(["intake.shows_nothing"] if empty else []),
            *(["intake.no_display"] if self._lost(shown) and not empty else []),
        ]
        if self.params["driver"] == "JPEG":
            flags += segments.damage_flags(self.params["source"])
        taken = self.guess.taken_at
        return {
            "width": self.raster.width,
            "height": self.raster.height,
            "bands": self.raster.bands,
            "place": asdict(self.where),
            "outline": outline.rings(self.rasterio, self.where, seen, self.raster),
            "flags": flags,
            "names": notes.names(self.said),
            "guess": asdict(self.guess)
            | {"taken_at": taken and taken.isoformat()}
            | ({"alpha_band": None} if self.raster.lossy else {}),
            "minzoom": None if grid is None else grid.zoom - grid.levels + 1,
            "maxzoom": None if grid is None else grid.zoom,
        }
