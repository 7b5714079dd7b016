"""What real files are: many systems, types and numbers of bands, and sizes beyond memory."""

from __future__ import annotations

import logging

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

from imagery.intake import take_in
from tests.unit.imagery import rasters

ORIGINS = {
    "EPSG:3395": (13_440_000, 3_560_000),
    "EPSG:28992": (155_000, 463_000),
    "EPSG:26914": (500_000, 5_200_000),
    "EPSG:4549": (500_000, 3_400_000),
}


@pytest.mark.parametrize("crs", ORIGINS)
def test_a_grid_of_any_known_system_is_kept_as_it_is(tmp_path, crs):
    grid = from_origin(*ORIGINS[crs], 0.25, 0.25)
    path = rasters.write(tmp_path / "a.tif", rasters.texture(3, 40, 50), crs=crs, transform=grid)
    stored = take_in(path, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.crs == crs
    with rasterio.open(stored.analysis) as after:
        assert after.transform == grid
    assert stored.display is not None


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
@pytest.mark.parametrize("bands", [1, 2, 13])
def test_every_number_of_every_type_and_band_is_kept(tmp_path, dtype, bands):
    pixels = rasters.texture(bands, 60, 70, dtype=dtype)
    if dtype.startswith("float"):
        pixels = pixels / 7
        pixels[:, :9] = np.nan
    path = rasters.write(tmp_path / "a.tif", pixels)
    stored = take_in(path, filename="a.tif", out_dir=tmp_path / "out", display=False)
    with rasterio.open(stored.analysis) as after:
        assert after.dtypes == (dtype,) * bands
        assert np.array_equal(after.read(), pixels, equal_nan=dtype.startswith("float"))


def peak_mb(tmp_path, caplog, rows):
    """Take in 16384 pixels by ``rows`` of noise; return the children's highest peak."""
    path = tmp_path / f"{rows}.tif"
    noise = rasters.texture(1, 512, 512)
    wide = np.tile(noise, (1, 1, 32))
    options = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "zstd"}
    shape = {"width": wide.shape[2], "height": rows, "count": 1, "dtype": "uint8"}
    place = {"crs": rasters.CRS, "transform": from_origin(*rasters.ORIGIN, 0.05, 0.05)}
    with rasterio.open(path, "w", driver="GTiff", **shape, **place, **options) as out:
        for top in range(0, rows, 512):
            out.write(wide, window=Window(0, top, wide.shape[2], 512))
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="imagery.sandbox.running"):
        take_in(path, filename="a.tif", out_dir=tmp_path / f"out{rows}", display=False)
    return max(record.used["peak_mb"] for record in caplog.records if hasattr(record, "used"))


def test_memory_does_not_grow_with_the_length_of_a_raster(tmp_path, caplog):
    short, long = (peak_mb(tmp_path, caplog, rows) for rows in (4096, 16384))
    assert long < short + 100  # the pixels themselves would be 192 MB more
    assert long < 400
