"""Small rasters built in code; positions lie in Jiaxing (EPSG:32651 and 32650)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin

CRS = "EPSG:32651"
ORIGIN = (281_000.0, 3_403_000.0)


def texture(bands: int, rows: int, cols: int, *, dtype: str = "uint8", seed: int = 7) -> Any:
    """Smooth colours with fine detail, never 0 (bands, rows, cols)."""
    y, x = np.mgrid[0:rows, 0:cols]
    rng = np.random.default_rng(seed)
    planes = [
        110 + 60 * np.sin(x / (17 + 3 * b)) * np.cos(y / (23 - b)) + rng.normal(0, 6, (rows, cols))
        for b in range(bands)
    ]
    factor = 1 if dtype == "uint8" else 20
    return (np.clip(np.stack(planes), 2, 250) * factor).astype(dtype)


def write(path: Path, pixels: Any, *, gsd_m: float = 0.5, **profile: Any) -> Path:
    """Write a GeoTIFF; ``descriptions`` and ``tags`` may be given besides rasterio's options."""
    descriptions = profile.pop("descriptions", None)
    tags = profile.pop("tags", {})
    mask = profile.pop("mask", None)
    bands, rows, cols = pixels.shape
    options = {
        "driver": "GTiff",
        "width": cols,
        "height": rows,
        "count": bands,
        "dtype": pixels.dtype,
        "crs": CRS,
        "transform": from_origin(*ORIGIN, gsd_m, gsd_m),
    } | profile
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **options) as out:
        out.write(pixels)
        out.update_tags(**tags)
        if descriptions:
            out.descriptions = descriptions
        if mask is not None:
            out.write_mask(mask)
    return path
