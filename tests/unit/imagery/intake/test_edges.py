from __future__ import annotations

import struct

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin
from rio_cogeo import cog_validate

from geo.errors import Refused
from imagery.intake import take_in
from imagery.tiles import open_tiles
from tests.unit.imagery import rasters


def taken(tmp_path, pixels, **profile):
    source = rasters.write(tmp_path / "a.tif", pixels, **profile)
    return take_in(source, filename="a.tif", out_dir=tmp_path / "out")


@pytest.mark.parametrize(
    ("transform", "crs", "code"),
    [
        (from_origin(120, 30, 1e-3, 1e-8), "EPSG:4326", "intake.bad_geotransform"),
        (from_origin(120, 30, 1e-3, 1e-20), "EPSG:4326", "intake.bad_geotransform"),
        (Affine(1, 0.999, 280_000, 1, 1, 3_390_000), "EPSG:32651", "intake.bad_geotransform"),
        (from_origin(280_000, 3_390_000, 1e6, 1e6), "EPSG:32651", "intake.position_implausible"),
        (
            from_origin(-4e6, 4e6, 1e5, 2e5),
            "+proj=geos +h=35785831 +lon_0=140.7 +ellps=WGS84",
            "intake.position_implausible",
        ),
    ],
)
def test_a_grid_that_no_picture_has_is_refused_and_does_not_crash(tmp_path, transform, crs, code):
    with pytest.raises(Refused) as refusal:
        taken(tmp_path, rasters.texture(3, 40, 60), transform=transform, crs=crs)
    assert refusal.value.code == code
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("side_m", [1e-9, 1e-7])
def test_pixels_finer_than_every_zoom_are_stored_and_get_no_tiles(tmp_path, side_m):
    stored = taken(
        tmp_path,
        rasters.texture(3, 40, 60),
        transform=from_origin(280_000, 3_390_000, side_m, side_m),
        photometric="RGB",
    )
    assert stored.flags == ("intake.no_display",)
    assert (stored.display, stored.minzoom, stored.maxzoom) == (None, None, None)


def test_a_wide_scene_that_one_tile_would_have_to_hold_gets_no_tiles(tmp_path):
    stored = taken(
        tmp_path,
        np.full((1, 4000, 4000), 9, np.uint8),
        transform=from_origin(280_000, 3_390_000, 1e-5, 1e-5),
        tiled=True,
    )
    assert (stored.flags, stored.display) == (("intake.no_display",), None)


def test_tiles_beyond_the_rasters_projection_are_not_made(tmp_path):
    stored = taken(
        tmp_path,
        rasters.texture(3, 200, 300),
        transform=from_origin(-2e6, 8e6, 13_333, 20_000),
        photometric="RGB",
    )
    assert (stored.flags, stored.display) == (("intake.no_display",), None)


@pytest.mark.parametrize("missing", ["mask", "nan", "nodata"])
def test_a_raster_without_a_valid_pixel_says_so_and_covers_no_ground(tmp_path, missing):
    pixels = np.full((2, 90, 120), np.nan if missing == "nan" else 7, np.float32)
    profile = {"nodata": 7} if missing == "nodata" else {}
    if missing == "mask":
        profile["mask"] = np.zeros((90, 120), np.uint8)
    stored = taken(tmp_path, pixels, **profile)
    assert stored.flags == ("intake.shows_nothing",)
    assert (stored.display, stored.footprint) == (None, None)
    assert cog_validate(stored.analysis, strict=True) == (True, [], [])


def test_a_picture_that_is_black_all_over_has_no_border(tmp_path):
    stored = taken(tmp_path, np.zeros((3, 90, 120), np.uint8), photometric="RGB")
    assert stored.flags == ()
    with rasterio.open(stored.analysis) as after:
        assert after.dataset_mask().all()
    assert stored.display is not None


def test_a_long_strip_gets_no_more_tiles_than_a_square(tmp_path):
    pixels = np.tile(rasters.texture(3, 100, 500), (1, 1, 40))
    stored = taken(tmp_path, pixels, photometric="RGB", gsd_m=2.0)
    for path in (stored.analysis, stored.display):
        assert cog_validate(path, strict=True) == (True, [], [])
    source = open_tiles(stored.display)
    assert source.minzoom == stored.minzoom
    with rasterio.open(stored.display) as shown:
        assert (shown.width // 256) * (shown.height // 256) <= 2**18


@pytest.mark.parametrize(
    "transform",
    [
        Affine(0.5, 0, 281_000, 0, 0.5, 3_403_000),
        Affine(-0.5, 0, 281_000, 0, -0.5, 3_403_000),
        Affine.translation(281_000, 3_403_000) @ Affine.rotation(33) @ Affine.scale(0.5, -0.5),
    ],
    ids=["upside down", "mirrored", "turned"],
)
def test_a_raster_that_lies_otherwise_keeps_its_pixels_and_its_outline(tmp_path, transform):
    pixels = rasters.texture(3, 200, 300)
    stored = taken(tmp_path, pixels, transform=transform, photometric="RGB")
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(), pixels)
        assert after.transform.almost_equals(transform)
    assert stored.footprint.is_valid
    assert open_tiles(stored.display).maxzoom == stored.maxzoom


@pytest.mark.parametrize("shape", [(1, 1), (1, 200), (200, 1)])
def test_the_smallest_rasters_are_stored_and_shown(tmp_path, shape):
    pixels = rasters.texture(3, *shape)
    stored = taken(tmp_path, pixels, photometric="RGB")
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(), pixels)
    assert cog_validate(stored.display, strict=True) == (True, [], [])
    assert stored.footprint.area > 0


def nodata_text(path, text):
    """Put a text in the place of a small file's GDAL_NODATA."""
    data = bytearray(path.read_bytes())
    at = struct.unpack_from("<I", data, 4)[0]
    for entry in range(struct.unpack_from("<H", data, at)[0]):
        tag = at + 2 + 12 * entry
        if struct.unpack_from("<H", data, tag)[0] == 42113:
            struct.pack_into("<I4s", data, tag + 4, len(text) + 1, text.encode())
    path.write_bytes(data)


@pytest.mark.parametrize("text", ["abc", "1.5", "-1", "nan"])
def test_a_nodata_tag_that_is_said_to_be_ignored_hides_nothing(tmp_path, text):
    pixels = rasters.texture(2, 60, 90) % 4
    source = rasters.write(tmp_path / "a.tif", pixels, nodata=77)
    nodata_text(source, text)
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.flags == ("intake.nodata_ignored",)
    with rasterio.open(stored.analysis) as after:
        assert after.nodata is None
        assert after.dataset_mask().all()


def test_a_palette_of_more_than_256_classes_shows_each_in_its_own_colour(tmp_path):
    source = rasters.write(
        tmp_path / "a.tif", np.full((1, 300, 300), 300, np.uint16), photometric="PALETTE"
    )
    with rasterio.open(source, "r+") as out:
        out.write_colormap(1, {300 - 256: (200, 0, 0), 300: (0, 0, 200)})
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    with rasterio.open(stored.display) as shown:
        seen = shown.dataset_mask() > 0
        red, _, blue = shown.read()
    assert np.median(blue[seen]) > 150
    assert np.median(red[seen]) < 50
