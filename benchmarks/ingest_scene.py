"""The pictures that intake is measured with, written strip by strip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from benchmarks.tiles_scene import strips

CRS, ORIGIN, GSD_M = "EPSG:32650", (620_000.0, 3_403_000.0), 0.05
"""So far from the meridian that the grid is turned by 0.6 degrees, as real plots are."""


@dataclass(frozen=True)
class Scene:
    """One scene of the table; ``beside_gdal`` says whether GDAL makes its two files as well."""

    name: str
    width: int
    height: int
    profile: dict[str, Any]
    bands: int = 3
    dtype: str = "uint8"
    beside_gdal: bool = False


def written(folder: Path, scene: Scene, sample: Path) -> Path:
    """Write a scene and return its file."""
    path = folder / f"{scene.name.replace(' ', '-')}.tif"
    profile = {
        "driver": "GTiff",
        "width": scene.width,
        "height": scene.height,
        "count": scene.bands,
        "dtype": scene.dtype,
        "crs": CRS,
        "transform": from_origin(*ORIGIN, GSD_M, GSD_M),
        "photometric": "RGB" if scene.dtype == "uint8" else "MINISBLACK",
        "bigtiff": "IF_SAFER",
    }
    with rasterio.open(path, "w", **profile | scene.profile) as out:
        top = 0
        for strip in strips(max(scene.width, scene.height), sample):
            rows = min(strip.shape[1], scene.height - top)
            if rows <= 0:
                break
            part = _fitted(strip[:, :rows, : scene.width], scene, top)
            out.write(part, window=Window(0, top, scene.width, rows))
            top += rows
    return path


def _fitted(rgb: Any, scene: Scene, top: int) -> Any:
    """Return a strip with the scene's bands and type; a fourth 8-bit band is a slanting mask."""
    if scene.dtype == "uint16":
        return np.stack([rgb[n % 3] for n in range(scene.bands)]).astype(np.uint16) * 20
    if scene.bands == 3:
        return rgb
    down, across = np.ogrid[top : top + rgb.shape[1], 0 : rgb.shape[2]]
    inside = (across > scene.width // 10 + down // 8) & (across < scene.width * 9 // 10)
    return np.concatenate([rgb, np.where(inside, 255, 0).astype(np.uint8)[None]])
