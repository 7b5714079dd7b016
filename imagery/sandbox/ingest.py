"""Child task "ingest": the only code that decodes an uploaded raster, in one pass over it.

Every block is read once, strictly; pixels go into the analysis and the display file as they come,
without any text of the input.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.cog.analysis import Analysis, Raster
from imagery.cog.display import Display, Rolling
from imagery.cog.warp import Strip
from imagery.guess import BandGuess, guess
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.metadata import segments
from imagery.sandbox import allocator, display, facts, gdal, outline, place, webplan
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
            return _Ingest(rasterio, opened(source), params).run(on_stage)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("intake.unreadable") from error


class _Ingest:
    """One raster on its way."""

    def __init__(self, rasterio: Any, pixels: Pixels, params: dict[str, Any]) -> None:
        self.rasterio, self.pixels, self.params = rasterio, pixels, params
        window = rasterio.windows.Window
        self.where = place.of(pixels.source)
        plain = facts.plain_colours(pixels)
        look = None if plain else sample(pixels, window)
        high = () if look is None else look.high()
        self.guess: BandGuess = guess(facts.text(pixels, params["filename"], high))
        self.palette = facts.palette(pixels.source)
        self.border = Border(pixels) if black_corner(pixels) else None
        self.how = display.recipe(pixels, look, asdict(self.guess), self.palette)
        self.raster = self._raster()
        self.folder = Path(params["analysis"]).parent
        self.analysis = Analysis(self.raster, self.folder)

    def run(self, on_stage: OnStage) -> dict[str, Any]:
        """Read every row once; write both files."""
        shown = self._display()
        rolling = None if shown is None else Rolling(shown, masked=self._may_hide())
        if rolling is not None and not rolling.fits(self.pixels.rows_at_once()):
            rolling = None
        self._pass(rolling, on_stage)
        self.analysis.write(Path(self.params["analysis"]), self.rasterio)
        if shown is not None:
            if rolling is None:
                self._read_back(shown, on_stage)
            shown.write(Path(self.params["display"]), self.rasterio)
        on_stage("display", 100)
        return self._told(shown)

    def _pass(self, rolling: Rolling | None, on_stage: OnStage) -> None:
        source, height = self.pixels.source, self.pixels.source.height
        for window in self.pixels.windows(self.rasterio.windows.Window):
            stored = source.read(window=window)
            mask = self._mask(stored, window)
            if rolling is not None:
                rolling.push(*self._picture(stored, mask))
            self.analysis.push(interleaved(stored), mask)
            del stored
            on_stage("copy", 100 * int(window.row_off + window.height) // height)

    def _mask(self, stored: Array, window: Any) -> Bits | None:
        if self.border is not None:
            return self.border.valid(stored, int(window.row_off))
        return self.pixels.mask(stored, window)

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
        return Display(plan, self.folder)

    def _read_back(self, shown: Display, on_stage: OnStage) -> None:
        """Render from the analysis file: the raster is too wide, or lies turned on the grid."""
        total = shown.plan.grid.down
        with self.rasterio.open(self.params["analysis"], driver="GTiff") as source:
            shown.read_back(
                self._reader(source), lambda row: on_stage("display", 99 * row // total)
            )

    def _reader(self, source: Any) -> Callable[[int, int, int, int], Strip]:
        window = self.rasterio.windows.Window

        def read(top: int, left: int, bottom: int, right: int) -> Strip:
            here = window(left, top, right - left, bottom - top)
            stored = source.read(window=here)
            mask = source.dataset_mask(window=here) > 0 if self.raster.masked else None
            picture, valid = self._picture(stored, mask)
            return Strip(picture, top, left, valid)

        return read

    def _raster(self) -> Raster:
        source, pixels = self.pixels.source, self.pixels
        count = source.width * source.height
        jpeg = source.compression is not None and source.compression.name == "jpeg"
        lossy = pixels.rgb and count > (LOSSY_JPEG_PX if jpeg else LOSSY_PX)
        return Raster(
            width=source.width,
            height=source.height,
            bands=source.count,
            dtype=pixels.dtype,
            rgb=pixels.rgb,
            masked=pixels.masked or self.border is not None,
            lossy=lossy,
            classes=self.palette is not None,
            nodata=pixels.nodata,
            crs=self.where.crs,
            transform=place.affine(self.where) if self.where.crs else None,
        )

    def _told(self, shown: Display | None) -> dict[str, Any]:
        grid = None if shown is None else shown.plan.grid
        seen = self.analysis.outlined()
        flags = [
            *self.where.flags,
            *(["intake.black_border"] if self.border is not None else []),
            *(["intake.lossy_copy"] if self.raster.lossy else []),
            *(["intake.no_display"] if webplan.beyond(self.where) else []),
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
            "guess": asdict(self.guess) | {"taken_at": taken and taken.isoformat()},
            "minzoom": None if grid is None else grid.zoom - grid.levels + 1,
            "maxzoom": None if grid is None else grid.zoom,
        }
