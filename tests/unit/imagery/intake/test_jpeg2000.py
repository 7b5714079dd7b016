"""JPEG 2000 files are decoded whole, or refused."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from geo.errors import Refused
from imagery.intake import take_in
from tests.unit.imagery import rasters


def write(path, pixels, **profile):
    options = {
        "driver": "JP2OpenJPEG",
        "width": pixels.shape[2],
        "height": pixels.shape[1],
        "count": len(pixels),
        "dtype": pixels.dtype,
        "crs": rasters.CRS,
        "transform": from_origin(*rasters.ORIGIN, 10, 10),
        "QUALITY": "100",
        "REVERSIBLE": "YES",
        "YCBCR420": "NO",
    }
    with rasterio.open(path, "w", **options | profile) as out:
        out.write(pixels)
    return path


@pytest.mark.parametrize(
    ("bands", "dtype", "tiles"), [(1, "uint16", {}), (3, "uint8", {}), (1, "uint16", {"x": 64})]
)
def test_every_pixel_and_the_grid_of_a_jpeg_2000_file_arrive(tmp_path, bands, dtype, tiles):
    pixels = rasters.texture(bands, 300, 200, dtype=dtype)
    options = {"BLOCKXSIZE": 64, "BLOCKYSIZE": 64} if tiles else {}
    name = "T51RUQ_20220301T025541_B03_10m.jp2"
    path = write(tmp_path / name, pixels, **options)
    stored = take_in(path, filename=name, out_dir=tmp_path / "out")
    assert (stored.driver, stored.crs, stored.flags) == ("JP2OpenJPEG", rasters.CRS, ())
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(), pixels)
        assert after.transform.a == 10
    if bands == 1:
        assert (stored.guess.bands, stored.guess.offset) == ({"green": 1}, -0.1)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_a_file_cut_short_is_refused(tmp_path, share):
    path = write(tmp_path / "a.jp2", rasters.texture(1, 300, 200, dtype="uint16"))
    body = path.read_bytes()
    path.write_bytes(body[: int(len(body) * share)])
    with pytest.raises(Refused):
        take_in(path, filename="a.jp2", out_dir=tmp_path / "out")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_code_stream_cut_short_inside_intact_boxes_is_refused(tmp_path, share):
    path = write(
        tmp_path / "a.jp2",
        rasters.texture(1, 300, 200, dtype="uint16"),
        BLOCKXSIZE=64,
        BLOCKYSIZE=64,
    )
    body = path.read_bytes()
    start = body.index(b"jp2c") - 4
    length = 8 + int((len(body) - start - 8) * share)
    path.write_bytes(body[:start] + struct.pack(">I", length) + body[start + 4 : start + length])
    with pytest.raises(Refused):
        take_in(path, filename="a.jp2", out_dir=tmp_path / "out")
