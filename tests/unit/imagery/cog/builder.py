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
from imagery.cog.display import Display, Plan

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
    band: int = 200,
    piece: int = 10_000,
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
    plan = plan_for(crs, transform, cols, rows)
    picture = np.ascontiguousarray(pixels[:, :, [0, 0, 0] if bands < 3 else [2, 1, 0]])
    if picture.dtype != np.uint8:
        picture = (np.nan_to_num(picture) / 40).clip(0, 255).astype(np.uint8)
    analysis = Analysis(whole, folder, band_rows=band)
    display = Display(plan, folder, band_rows=band, masked=valid is not None)
    for top in range(0, rows, band):
        for left in range(0, cols, piece):
            here = np.s_[top : top + band, left : left + piece]
            seen = None if valid is None else valid[here]
            analysis.put(top, left, pixels[here], seen)
            display.put(top, left, picture[here], seen)
        analysis.reached(min(top + band, rows))
        display.reached(min(top + band, rows))
    files = Made(folder / "analysis.tif", folder / "display.tif", plan)
    analysis.write(files.analysis, rasterio, big=big)
    display.write(files.display, rasterio, big=big)
    return files


def plan_for(crs: str, transform: Affine, cols: int, rows: int) -> Plan:
    """Return where a raster's web tiles lie."""
    corners = [transform @ corner for corner in ((0, 0), (cols, 0), (cols, rows), (0, rows))]
    xs, ys = rasterio.warp.transform(crs, "EPSG:3857", *map(list, zip(*corners, strict=True)))
    area = abs(sum(xs[i - 1] * ys[i] - xs[i] * ys[i - 1] for i in range(4)) / 2)
    grid = webgrid.grid_for((min(xs), min(ys), max(xs), max(ys)), (area / cols / rows) ** 0.5)
    to_pixels = webgrid.transformer(rasterio, crs, transform)
    return Plan(grid, webgrid.patches_for(grid, to_pixels), cols, rows)
