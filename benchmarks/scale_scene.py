"""Generates a scene with lakes, fields and sensor noise, block by block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

CRS, ORIGIN, STEP_M, BLOCK = "EPSG:32651", (199_980.0, 3_500_040.0), 10.0, 512
BANDS = 6
BANDS_BY_ROLE = {"green": 2, "nir": 4}
NOISE = 60.0
"""Reflectance x 10000; what keeps a lossless codec from being quicker than on real scenes."""


def written(folder: Path, side: int) -> Path:
    """Write the scene of ``side`` x ``side`` pixels, unless it is there."""
    path = folder / f"scene-{side}.tif"
    if path.exists():
        return path
    profile = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "count": BANDS,
        "dtype": "uint16",
        "crs": CRS,
        "transform": from_origin(*ORIGIN, STEP_M, STEP_M),
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "compress": "zstd",
        "zstd_level": 1,
        "predictor": 2,
        "interleave": "pixel",
        "nodata": 0,
    }
    rng = np.random.default_rng(1)
    noise = rng.normal(0, NOISE, (BANDS, BLOCK, 2 * BLOCK)).astype(np.float32)
    with rasterio.open(path, "w", **profile) as out:
        for row in range(0, side, BLOCK):
            for col in range(0, side, BLOCK):
                window = Window(col, row, min(BLOCK, side - col), min(BLOCK, side - row))
                start = rng.integers(0, BLOCK)
                values = _ground(window) + noise[:, : window.height, start : start + window.width]
                out.write(values.clip(1, 12_000).astype(np.uint16), window=window)
    return path


def _ground(window: Window) -> Any:
    rows = np.arange(window.row_off, window.row_off + window.height, dtype=np.float32)[:, None]
    cols = np.arange(window.col_off, window.col_off + window.width, dtype=np.float32)[None, :]
    wet = (np.sin(cols / 90) + np.cos(rows / 70 + cols / 300)) > 1
    return np.stack([
        np.where(
            wet,
            700.0 - 90 * band,
            900 + 300 * band + 400 * np.sin(cols / (37 + 5 * band)) * np.cos(rows / (53 - band)),
        )
        for band in range(BANDS)
    ])  # fmt: skip
