"""Writes both files of a raster with the writer alone, without the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rasterio
import rasterio.warp
from rasterio.transform import Affine, from_origin

from imagery.cog import webgrid
from imagery.cog.analysis import Analysis, Raster
from imagery.cog.display import Display, Plan, Rolling
from imagery.cog.warp import Strip

PLACES: dict[str, tuple[str, Affine]] = {
    "utm": ("EPSG:32650", from_origin(620_000, 3_400_000, 0.05, 0.05)),
    "dutch": ("EPSG:28992", from_origin(120_000, 480_000, 0.25, 0.25)),
    "mercator": ("EPSG:3395", from_origin(5_000_000, 2_000_000, 5, 5)),
    "coarse degrees": ("EPSG:4326", from_origin(100, 60, 0.01, 0.01)),
    "turned": ("EPSG:32650", from_origin(620_000, 3_400_000, 0.5, 0.5) @ Affine.rotation(35)),
    "south up": ("EPSG:32650", Affine(0.5, 0, 620_000, 0, 0.5, 3_400_000)),
}


@dataclass(frozen=True)
class Made:
    """The two files and the plan of the second."""

    analysis: Path
    display: Path
    plan: Plan
    rolled: bool


def scene(rows: int, cols: int, bands: int = 3, *, dtype: Any = np.uint8, seed: int = 3) -> Any:
    """Soft random shapes (rows, cols, bands) between a tenth and nine tenths of a type's use."""
    noise = np.random.default_rng(seed).random((rows, cols, bands)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 3).reshape(rows, cols, bands)
    soft = (soft - soft.min()) / np.ptp(soft) * 0.8 + 0.1
    return (soft * (255 if np.dtype(dtype) == np.uint8 else 9000)).astype(dtype)


def made(
    folder: Path,
    pixels: Any,
    place: str = "utm",
    *,
    valid: Any = None,
    big: bool | None = None,
    **raster: Any,
) -> Made:
    """Write a scene (rows, cols, bands) as both files."""
    crs, transform = PLACES[place]
    rows, cols, bands = pixels.shape
    whole = Raster(
        width=cols,
        height=rows,
        bands=bands,
        dtype=pixels.dtype,
        masked=valid is not None,
        crs=crs,
        transform=transform,
        **raster,
    )
    analysis, plan = Analysis(whole, folder), plan_for(crs, transform, cols, rows)
    picture = np.ascontiguousarray(pixels[:, :, [0, 0, 0] if bands < 3 else [2, 1, 0]])
    if picture.dtype != np.uint8:
        picture = (np.nan_to_num(picture) / 40).clip(0, 255).astype(np.uint8)
    display = Display(plan, folder)
    rolling: Rolling | None = Rolling(display, masked=valid is not None)
    if not rolling.fits(200) or place == "turned":
        rolling = None
    for top in range(0, rows, 200):
        here = None if valid is None else valid[top : top + 200]
        analysis.push(pixels[top : top + 200], here)
        if rolling is not None:
            rolling.push(picture[top : top + 200], here)
    if rolling is None:
        display.read_back(reader(picture, valid), lambda _: None)
    files = Made(folder / "analysis.tif", folder / "display.tif", plan, rolling is not None)
    analysis.write(files.analysis, rasterio, big=big)
    display.write(files.display, rasterio, big=big)
    return files


def reader(picture: Any, valid: Any) -> Any:
    """Return a reader of pieces of a picture in memory."""

    def read(top: int, left: int, bottom: int, right: int) -> Strip:
        here = np.s_[top:bottom, left:right]
        return Strip(picture[here], top, left, None if valid is None else valid[here])

    return read


def plan_for(crs: str, transform: Affine, cols: int, rows: int) -> Plan:
    """Return where a raster's web tiles lie."""
    corners = [transform @ corner for corner in ((0, 0), (cols, 0), (cols, rows), (0, rows))]
    xs, ys = rasterio.warp.transform(crs, "EPSG:3857", *map(list, zip(*corners, strict=True)))
    area = abs(sum(xs[i - 1] * ys[i] - xs[i] * ys[i - 1] for i in range(4)) / 2)
    grid = webgrid.grid_for((min(xs), min(ys), max(xs), max(ys)), (area / cols / rows) ** 0.5)
    to_pixels = webgrid.transformer(rasterio, crs, transform)
    return Plan(grid, webgrid.patches_for(grid, to_pixels), cols, rows)
