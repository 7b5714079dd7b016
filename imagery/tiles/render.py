"""Draws a layer's tiles from the analysis COG with rio-tiler; loaded when a layer is asked for.

A tile is read at exactly its own grid (``transform``, ``width``, ``height`` of the warp) by
rio-tiler's ``read``; ``Reader.tile`` warps to the source's resolution and resamples again (9.8 ms).
"""

from __future__ import annotations

import atexit
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_bounds
from rio_tiler.reader import read

from geo.errors import Refused
from imagery.tiles import formula, png
from imagery.tiles.layers import Bands, Layer
from imagery.tiles.layout import TILE_PX
from imagery.tiles.readers import CACHE_BYTES, Readers, open_reader

MAX_ZOOM = 24
_PREVIEW_PX = 512
_LOW_PERCENT, _HIGH_PERCENT = 2, 98
_STRETCHES = 512
_readers = Readers(open_reader)
_first = threading.Lock()
atexit.register(_readers.close)

Planes = NDArray[np.float32]
Bits = NDArray[np.bool_]


def tile_png(path: Path, layer: Layer, bands: Bands, z: int, x: int, y: int) -> bytes | None:
    """Return a layer's tile as PNG, transparent where nothing is known; None when nothing is.

    Raises
    ------
    Refused
        ``tiles.unreadable``: no such file, or it lacks a band.
    """
    found = values(path, layer, bands, z, x, y)
    if found is None:
        return None
    planes, valid = found
    if layer.low is not None and layer.high is not None:
        return png.palette(planes[0], valid, layer.low, layer.high, layer.stops)
    low, high = stretch(path, layer, bands)
    if len(planes) == 1:
        return png.palette(planes[0], valid, low[0], high[0], layer.stops)
    return png.picture(planes, valid, low, high)


def values(
    path: Path, layer: Layer, bands: Bands, z: int, x: int, y: int
) -> tuple[Planes, Bits] | None:
    """Return a tile's physical values, float32 (planes, 256, 256), and where they are known.

    An index has one plane, a picture three. Pixels are the nearest of the analysis COG, or of the
    overview that fits the zoom. None outside the image and where no pixel is known.
    """
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        return None
    numbers = _numbers(layer, bands)
    try:
        with _environment(), _readers.lent(path) as reader:
            stored = _read(reader, numbers, z, x, y)
    except (rasterio.errors.RasterioError, IndexError, OSError) as error:
        raise Refused("tiles.unreadable") from error
    return None if stored is None else _computed(stored, layer, bands)


@lru_cache(maxsize=_STRETCHES)
def _stretch(
    path: Path, numbers: tuple[int, ...]
) -> tuple[tuple[float, ...], tuple[float, ...], str]:
    with _environment(), _readers.lent(path) as reader:
        image = reader.preview(max_size=_PREVIEW_PX, indexes=numbers).array
    low, high = [], []
    for plane in image:
        known = plane.compressed().astype(np.float32)
        known = known[np.isfinite(known)]
        a, b = np.percentile(known, (_LOW_PERCENT, _HIGH_PERCENT)) if known.size else (0.0, 1.0)
        low.append(float(a))
        high.append(float(b) if b > a else float(a) + 1.0)
    return tuple(low), tuple(high), str(image.dtype)


def stretch(path: Path, layer: Layer, bands: Bands) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the physical values of each plane that become black and white.

    The 2nd and the 98th percentile of the whole scene, so that neighbouring tiles agree; 8-bit
    pictures keep 0 to 255.
    """
    low, high, dtype = _stretch(path, _numbers(layer, bands))
    if dtype == "uint8" and len(layer.roles) == 3:
        low, high = (0.0,) * 3, (255.0,) * 3
    return tuple(_physical(v, bands) for v in low), tuple(_physical(v, bands) for v in high)


def _physical(stored: Any, bands: Bands) -> Any:
    return stored * bands.scale + bands.offset


def _numbers(layer: Layer, bands: Bands) -> tuple[int, ...]:
    return tuple(int(bands.numbers[role]) for role in layer.roles)


def _environment() -> Any:
    return rasterio.Env(
        GDAL_CACHEMAX=CACHE_BYTES,
        GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR",
        GDAL_PAM_ENABLED="NO",
    )


def _read(reader: Any, numbers: tuple[int, ...], z: int, x: int, y: int) -> Any:
    if not reader.tile_exists(x, y, z):
        return None
    bounds = reader.tms.xy_bounds(x, y, z)
    grid = {
        "transform": from_bounds(*bounds, TILE_PX, TILE_PX),
        "width": TILE_PX,
        "height": TILE_PX,
    }
    return read(
        reader.dataset,
        dst_crs=reader.tms.rasterio_crs,
        width=TILE_PX,
        height=TILE_PX,
        indexes=numbers,
        vrt_options=grid,
    ).array


def _computed(stored: Any, layer: Layer, bands: Bands) -> tuple[Planes, Bits] | None:
    """Apply scale and formula; unknown: where every band is, or where the result is no number."""
    valid: Bits = ~np.ma.getmaskarray(stored).all(axis=0)
    if not valid.any():
        return None
    planes: Planes = _physical(np.ma.getdata(stored).astype(np.float32), bands)
    if layer.index:
        named = dict(zip(layer.letters, planes, strict=True))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            planes = np.asarray(_formula(layer.index, layer.letters)(named), np.float32)[None]
    valid &= np.isfinite(planes).all(axis=0)
    return (planes, valid) if valid.any() else None


@cache
def _formula(index: str, letters: tuple[str, ...]) -> formula.Formula:
    with _first:
        import spyndex  # noqa: PLC0415  (0.2 s; only indices need it)

        return formula.parse(spyndex.indices[index].formula, letters)
