from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import rasterio
from PIL import Image
from rio_cogeo import cog_validate
from rio_tiler.io import Reader

from imagery.tiles import open_tiles
from tests.unit.imagery.cog.builder import PLACES, made, scene

KINDS = {
    "8-bit colours": (scene(430, 700), {"rgb": True}),
    "one band": (scene(300, 290, 1), {}),
    "13 bands of 16 bit": (scene(300, 520, 13, dtype=np.uint16), {}),
    "signed": (scene(530, 300, 2, dtype=np.int16) - np.int16(4000), {}),
    "float32": (scene(300, 600, 4, dtype=np.float32), {}),
    "float64": (scene(290, 300, 1, dtype=np.float64), {}),
    "32-bit numbers": (scene(280, 300, 2, dtype=np.uint32), {"nodata": 0.0}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("big", [False, True])
def test_every_pixel_type_is_kept_to_the_bit_in_a_strictly_valid_cog(tmp_path, kind, big):
    pixels, how = KINDS[kind]
    files = made(tmp_path, pixels, big=big, **how)
    with rasterio.open(files.analysis) as after:
        assert np.array_equal(np.moveaxis(after.read(), 0, 2), pixels)
        assert (after.crs, after.transform) == PLACES["utm"]
        assert after.nodata == how.get("nodata")
    for path in (files.analysis, files.display):
        assert cog_validate(path, strict=True) == (True, [], [])
        assert struct.unpack("<H", path.read_bytes()[2:4])[0] == (43 if big else 42)


def test_missing_floats_stay_missing_and_do_not_spoil_smaller_levels(tmp_path):
    pixels = scene(600, 600, 1, dtype=np.float32)
    pixels[100:141, 100:141] = np.nan
    files = made(tmp_path, pixels, nodata=float("nan"))
    with rasterio.open(files.analysis) as after:
        assert np.array_equal(after.read(1), pixels[:, :, 0], equal_nan=True)
    with rasterio.open(files.analysis, overview_level=0) as small:
        half = small.read(1)
    expected = np.isnan(pixels[:, :, 0]).reshape(300, 2, 300, 2).all(axis=(1, 3))
    assert np.array_equal(np.isnan(half), expected)


def test_a_missing_float_beside_a_nodata_value_does_not_spoil_smaller_levels(tmp_path):
    pixels = np.full((600, 600, 1), 5, np.float32)
    pixels[::2, ::2], pixels[100:200, 100:200] = np.nan, -9999
    files = made(tmp_path, pixels, nodata=-9999.0)
    with rasterio.open(files.analysis, overview_level=0) as small:
        assert set(np.unique(small.read(1))) == {-9999, 5}


def test_a_mask_is_kept_and_smaller_levels_average_only_what_is_valid(tmp_path):
    pixels, valid = np.full((700, 800, 3), 200, np.uint8), np.ones((700, 800), np.bool_)
    valid[:333, :255], pixels[:333, :255] = False, 0
    files = made(tmp_path, pixels, valid=valid, rgb=True)
    with rasterio.open(files.analysis) as after:
        assert np.array_equal(after.dataset_mask() > 0, valid)
    with rasterio.open(files.analysis, overview_level=0) as small:
        seen = small.dataset_mask() > 0
        assert set(np.unique(small.read(1)[seen])) == {200}
        assert seen.sum() == valid.reshape(350, 2, 400, 2).any(axis=(1, 3)).sum()
    assert cog_validate(files.analysis, strict=True) == (True, [], [])


def test_classes_are_never_mixed_in_smaller_levels(tmp_path):
    pixels = np.where(scene(600, 600, 1) > 120, np.uint8(7), np.uint8(1))
    files = made(tmp_path, pixels, classes=True)
    with rasterio.open(files.analysis, overview_level=0) as small:
        assert set(np.unique(small.read(1))) == {1, 7}


def test_a_lossy_picture_stays_within_a_few_grey_levels(tmp_path):
    pixels = scene(600, 600)
    files = made(tmp_path, pixels, rgb=True, lossy=True)
    with rasterio.open(files.analysis) as after:
        assert after.profile["compress"] == "jpeg"
        apart = np.abs(np.moveaxis(after.read(), 0, 2).astype(int) - pixels)
    assert 0 < apart.mean() < 3


@pytest.mark.parametrize("place", PLACES)
def test_stored_blocks_are_the_web_tiles_at_every_zoom(tmp_path, place):
    pixels, valid = scene(500, 620), np.ones((500, 620), np.bool_)
    valid[200:420, 150:400] = False
    files = made(tmp_path, pixels, place, valid=valid, rgb=True)
    assert cog_validate(files.display, strict=True) == (True, [], [])
    tiles, seen = open_tiles(files.display), {"image/jpeg": 0, "image/webp": 0}
    with Reader(str(files.display)) as reference:
        for z, x, y in addresses(files.plan.grid):
            tile, expected = tiles.tile(z, x, y), reference.tile(x, y, z)
            if tile is None:
                assert not expected.mask.any()
                continue
            seen[tile.content_type] += 1
            picture = np.asarray(Image.open(io.BytesIO(tile.data)))
            if tile.content_type == "image/jpeg":
                assert expected.mask.all()
                assert np.array_equal(np.moveaxis(expected.data, 0, 2), picture)
            else:
                assert np.array_equal(picture[:, :, 3], expected.mask)
    assert seen["image/webp"]


def addresses(grid):
    for level in range(grid.levels):
        for y in range(grid.y >> level, (grid.y + grid.down) >> level):
            for x in range(grid.x >> level, (grid.x + grid.across) >> level):
                yield grid.zoom - level, x, y


@pytest.mark.parametrize("place", ["utm", "turned", "south up"])
@pytest.mark.parametrize("masked", [False, True])
def test_wide_rasters_whose_rows_wait_in_files_give_the_same_bytes(
    tmp_path, monkeypatch, place, masked
):
    pixels = scene(700, 1300)
    valid = np.hypot(*np.ogrid[-350:350, -650:650]) < 500 if masked else None
    for name in "ab":
        (tmp_path / name).mkdir()
    first = made(tmp_path / "a", pixels, place, valid=valid, rgb=True, band=512)
    monkeypatch.setattr("imagery.cog.sheet.sheet.__kwdefaults__", {"memory_bytes": 0})
    monkeypatch.setattr("imagery.cog.display.HELD_BYTES", 0)
    monkeypatch.setattr("imagery.cog.display.PIECE_BYTES", 400_000)
    monkeypatch.setattr("imagery.cog.pyramid._PIECE_BYTES", 1)
    second = made(tmp_path / "b", pixels, place, valid=valid, rgb=True, band=96, piece=170)
    assert first.display.read_bytes() == second.display.read_bytes()
    assert first.analysis.read_bytes() == second.analysis.read_bytes()


def test_a_file_that_is_not_finished_never_stands_in_place(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr("imagery.cog.spool.os.sendfile", full)
    with pytest.raises(OSError, match="no space"):
        made(tmp_path, scene(300, 300), rgb=True)
    assert not (tmp_path / "analysis.tif").exists()
