"""The analysis file: the raster's own pixels in its own CRS, as a COG."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.cog import georef
from imagery.cog.codecs import Codec, JpegCodec, ZstdCodec
from imagery.cog.pyramid import Layout, Pyramid
from imagery.cog.shrink import Array, Bits
from imagery.cog.tags import Tags
from imagery.cog.writer import Kind, write

BLOCK_PX, SMALL_BLOCK_PX = 512, 256
LOSSY_QUALITY = 90
_LARGEST_BLOCK_BYTES = 2 * 2**20


@dataclass(frozen=True, kw_only=True)
class Raster:
    """What the file is to hold.

    ``lossy`` stores 8-bit RGB as JPEG; ``classes`` are never averaged; ``crs`` and ``transform``
    are empty for a picture without a position; ``notes`` are tags to stand beside the others.
    """

    width: int
    height: int
    bands: int
    dtype: np.dtype[Any]
    rgb: bool = False
    masked: bool = False
    lossy: bool = False
    classes: bool = False
    nodata: float | None = None
    crs: Any = None
    transform: Any = None
    notes: Tags = field(default_factory=dict)


class Analysis:
    """Takes a raster's rows, in bands of ``band_rows``, and writes its file."""

    def __init__(self, raster: Raster, folder: Path, *, band_rows: int) -> None:
        self._raster = raster
        self._block = _block_px(raster)
        codec: Codec = ZstdCodec(raster.dtype)
        if raster.lossy:
            codec = JpegCodec(LOSSY_QUALITY, block_px=self._block)
        layout = Layout(
            codec=codec,
            block_px=self._block,
            samples=raster.bands,
            dtype=raster.dtype,
            folder=folder,
            masked=raster.masked,
            nodata=raster.nodata,
            mean=not raster.classes,
        )
        self._pyramid = Pyramid(layout, raster.width, raster.height, band_rows)
        self._codec = codec

    def put(self, top: int, left: int, pixels: Array, valid: Bits | None) -> None:
        """Take a piece (rows, cols, bands) of the next band and, with a mask, where it is valid."""
        self._pyramid.put(top, left, pixels, valid)

    def reached(self, bottom: int) -> None:
        """Take note that all rows above ``bottom`` are in."""
        self._pyramid.reached(bottom)

    def outlined(self) -> NDArray[np.bool_] | None:
        """Return where a small level holds data (rows, cols)."""
        return self._pyramid.outlined()

    def write(self, path: Path, rasterio: Any, *, big: bool | None = None) -> None:
        """Write the file."""
        raster = self._raster
        kind = Kind(
            codec=self._codec,
            block_px=self._block,
            samples=raster.bands,
            bits=8 * raster.dtype.itemsize,
            number_kind=raster.dtype.kind,
            rgb=raster.rgb,
            geo=georef.tags(rasterio, raster.crs, raster.transform),
            extra=georef.nodata(raster.nodata) | dict(raster.notes),
        )
        write(path, kind, list(self._pyramid.levels()), big=big)


def _block_px(raster: Raster) -> int:
    """Many bands get smaller blocks: a station's window costs all bands of the blocks it meets."""
    whole = BLOCK_PX**2 * raster.bands * raster.dtype.itemsize
    return BLOCK_PX if whole <= _LARGEST_BLOCK_BYTES else SMALL_BLOCK_PX
