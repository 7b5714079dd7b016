"""The scenes that tiles are served from: built once, taken in by our own intake.

The picture is 5 cm RGB in UTM, mirrored from real drone photos where the sample data are at hand,
else generated; the multispectral one has four 16-bit bands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from imagery.intake import take_in
from imagery.limits import Limits
from imagery.tiles import open_tiles

CRS = "EPSG:32651"
ORIGIN = (281_000.0, 3_403_000.0)
ROLES = {"blue": 1, "green": 2, "red": 3, "nir": 4}
SCALE = 0.0001
_STRIP = 512
_BUDGET = Limits(max_bytes=8 << 30, cpu_seconds=3600, wall_seconds=7200)

Address = tuple[int, int, int]


@dataclass(frozen=True)
class Built:
    """A scene's files and the addresses of its full tiles."""

    source: Path
    analysis: Path
    display: Path
    addresses: list[Address]


def picture(folder: Path, side: int, sample: Path, *, tiles: int) -> Built:
    """Build the RGB scene of ``side`` x ``side`` pixels."""
    source = _write(folder / "picture.tif", strips(side, sample), side, 0.05, "uint8")
    return _taken_in(source, tiles=tiles)


def strips(side: int, sample: Path) -> Iterator[Any]:
    """Yield the RGB picture in strips (3, 512, side): mirrored photos, or a generated texture."""
    photos = sorted(sample.glob("drone/photos/brighton_beach/*.JPG"))
    read = [cv2.imread(str(p))[..., ::-1].transpose(2, 0, 1) for p in photos]
    return _mirrored(read or [_texture(3, "uint8")], side)


def spectral(folder: Path, side: int, *, tiles: int) -> Built:
    """Build the scene of blue, green, red and near infrared, 16 bits, half a metre."""
    strips = _mirrored([_texture(4, "uint16")], side)
    source = _write(folder / "spectral.tif", strips, side, 0.5, "uint16")
    return _taken_in(source, tiles=tiles)


def _texture(bands: int, dtype: str) -> Any:
    """Fields with fine detail (bands, 1024, 1024)."""
    y, x = np.mgrid[0:1024, 0:1024]
    rng = np.random.default_rng(5)
    planes = [
        120 + 60 * np.sin(x / (37 + 9 * b)) * np.cos(y / (51 - 5 * b)) + rng.normal(0, 7, x.shape)
        for b in range(bands)
    ]
    factor = 1 if dtype == "uint8" else 18
    return (np.clip(np.stack(planes), 3, 250) * factor).astype(dtype)


def _mirrored(cells: list[Any], side: int) -> Iterator[Any]:
    """Yield strips of 512 rows; neighbouring cells are mirrored so that no edge shows."""
    rows, cols = cells[0].shape[1:]
    for top in range(0, side, _STRIP):
        down = np.arange(top, min(top + _STRIP, side))
        pieces = []
        for number, left in enumerate(range(0, side, cols)):
            cell = cells[(number + top // rows) % len(cells)]
            across = np.arange(min(cols, side - left))
            across = across if number % 2 == 0 else cols - 1 - across
            pieces.append(cell[:, _folded(down, rows)][:, :, across])
        yield np.concatenate(pieces, axis=2)


def _folded(index: Any, length: int) -> Any:
    there = index % (2 * length)
    return np.where(there < length, there, 2 * length - 1 - there)


def _write(path: Path, strips: Iterator[Any], side: int, gsd_m: float, dtype: str) -> Path:
    first = next(strips)
    profile = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "count": len(first),
        "dtype": dtype,
        "crs": CRS,
        "transform": from_origin(*ORIGIN, gsd_m, gsd_m),
        "tiled": True,
        "compress": "ZSTD",
        "zstd_level": 1,
        "photometric": "RGB" if dtype == "uint8" else "MINISBLACK",
    }
    with rasterio.open(path, "w", **profile) as out:
        if len(first) == len(ROLES):
            out.descriptions = tuple(ROLES)
        top = 0
        for strip in (first, *strips):
            out.write(strip, window=Window(0, top, side, strip.shape[1]))
            top += strip.shape[1]
    return path


def _taken_in(source: Path, *, tiles: int) -> Built:
    made = take_in(source, filename=source.name, out_dir=source.with_suffix(""), limits=_BUDGET)
    if made.analysis is None or made.display is None:
        raise RuntimeError("intake made no tiles")
    return Built(source, made.analysis, made.display, _full_tiles(made.display, tiles))


def _full_tiles(display: Path, most: int) -> list[Address]:
    """Return up to ``most`` full tiles of the four finest zooms, in an order that jumps about."""
    tiles = open_tiles(display)
    west, south, east, north = tiles.bounds_lonlat
    found: list[Address] = []
    for z in range(max(tiles.maxzoom - 3, tiles.minzoom), tiles.maxzoom + 1):
        (left, top), (right, bottom) = _number(west, north, z), _number(east, south, z)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                tile = tiles.tile(z, x, y)
                if tile is not None and tile.content_type == "image/jpeg":
                    found.append((z, x, y))
    np.random.default_rng(1).shuffle(found)
    return [(int(z), int(x), int(y)) for z, x, y in found[:most]]


def _number(lon: float, lat: float, z: int) -> tuple[int, int]:
    x = (lon + 180) / 360 * 2**z
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z
    return int(x), int(y)
