"""A generated orthomosaic of an air station's site, with trees planted too near the inlet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

from geo.crs import LonLat
from imagery.render import site
from imagery.render.canvas import Canvas
from imagery.render.planted import Planted, Spot

WIDTH_M, HEIGHT_M, STEP_M = 96.0, 88.0, 0.1
CODE = "ENV-01"


@dataclass(frozen=True)
class Ortho:
    """The file and what was planted in it."""

    path: Path
    truth: tuple[Planted, ...]


def orthomosaic(out_dir: Path, *, inlet_lonlat: LonLat, seed: int, near: int = 2) -> Ortho:
    """Write an 8-bit RGB GeoTIFF of 10 cm pixels (UTM) around an inlet.

    Parameters
    ----------
    out_dir : Path
        Folder of the file ``ortho_<seed>.tif``; made when absent.
    inlet_lonlat : (lon, lat)
        WGS-84; the inlet stands in the middle of the picture.
    seed : int
        Same seed, same bytes.
    near : int
        Number of crowns inside the 20 m ring, 0 to 3; each is a truth of code ENV-01.
    """
    spot = Spot(inlet_lonlat)
    rng = np.random.default_rng((seed, 1))
    scene = site.build(rng, width_m=WIDTH_M, height_m=HEIGHT_M, step_m=STEP_M, near=near)
    path = out_dir / f"ortho_{seed}.tif"
    out_dir.mkdir(parents=True, exist_ok=True)
    _write(path, _stored(scene.canvas), scene.canvas, spot)
    truth = tuple(
        spot.plant(CODE, tree.outline, height_m=round(tree.height_m, 1)) for tree in scene.near
    )
    return Ortho(path, truth)


def _stored(canvas: Canvas) -> NDArray[np.uint8]:
    """Return (3, rows, cols) bytes; corners outside the flown strip are 0, no data."""
    values = np.clip(np.rint(canvas.rgb * 255), 1, 255).astype(np.uint8)
    values[~_flown(canvas)] = 0
    return np.ascontiguousarray(values.transpose(2, 0, 1))


def _flown(canvas: Canvas) -> NDArray[np.bool_]:
    """The slightly turned, ragged area that the frames covered."""
    turned_x = canvas.x * 0.996 + canvas.y * 0.087
    turned_y = canvas.y * 0.996 - canvas.x * 0.087
    half_x = WIDTH_M / 2 - 2.2 + 0.8 * np.sign(np.sin(turned_y / 5.5))
    half_y = HEIGHT_M / 2 - 1.6 + 0.7 * np.sign(np.sin(turned_x / 7.0))
    flown: NDArray[np.bool_] = (np.abs(turned_x) < half_x) & (np.abs(turned_y) < half_y)
    return flown


def _write(path: Path, values: NDArray[np.uint8], canvas: Canvas, spot: Spot) -> None:
    west, north = spot.east + canvas.west, spot.north + canvas.north
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=canvas.shape[1],
        height=canvas.shape[0],
        count=3,
        dtype="uint8",
        crs=f"EPSG:{spot.epsg}",
        transform=from_origin(west, north, canvas.step_m, canvas.step_m),
        nodata=0,
        photometric="RGB",
        compress="deflate",
        tiled=True,
    ) as target:
        target.write(values)
        target.descriptions = ("red", "green", "blue")
        target.update_tags(TIFFTAG_SOFTWARE="xunzhan imagery.render (generated)")
