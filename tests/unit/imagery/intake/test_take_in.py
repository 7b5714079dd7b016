from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
from rio_cogeo import cog_validate

from geo.errors import Refused
from imagery.intake import Limits, take_in
from tests.unit.imagery import rasters


@pytest.fixture
def rgb(tmp_path):
    return rasters.write(tmp_path / "plot.tif", rasters.texture(3, 300, 420), photometric="RGB")


def test_a_good_geotiff_becomes_two_valid_cogs_and_its_facts(tmp_path, rgb):
    stored = take_in(rgb, filename="plot.tif", out_dir=tmp_path / "out")
    assert stored.accepted
    assert stored.flags == ()
    assert (stored.driver, stored.width, stored.height, stored.bands) == ("GTiff", 420, 300, 3)
    assert stored.crs == rasters.CRS
    assert stored.sha256 == hashlib.sha256(rgb.read_bytes()).hexdigest()
    assert stored.gsd_m == pytest.approx(0.5, rel=0.01)
    west, south, east, north = stored.footprint.bounds
    assert 120.6 < west < east < 120.8
    assert 30.6 < south < north < 30.8
    for path in (stored.analysis, stored.display):
        valid, errors, warnings = cog_validate(path, strict=True)
        assert (valid, errors, warnings) == (True, [], [])


def test_the_analysis_cog_holds_exactly_the_pixels_and_the_grid(tmp_path):
    pixels = rasters.texture(4, 130, 77, dtype="uint16")
    source = rasters.write(tmp_path / "a.tif", pixels, nodata=0)
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    with rasterio.open(source) as before, rasterio.open(stored.analysis) as after:
        assert np.array_equal(before.read(), after.read())
        assert (before.crs, before.transform, before.nodata) == (
            after.crs,
            after.transform,
            after.nodata,
        )


def test_a_mask_and_a_true_alpha_band_reach_both_files(tmp_path):
    pixels = rasters.texture(4, 256, 256)
    pixels[3] = 255
    pixels[3, :, :100] = 0
    source = rasters.write(tmp_path / "a.tif", pixels, photometric="RGB", alpha="YES")
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.guess.alpha_band == 4
    assert "nir" not in stored.guess.bands
    with rasterio.open(stored.analysis) as after:
        mask = after.dataset_mask()
        assert not mask[:, :100].any()
        assert mask[:, 100:].all()
    with rasterio.open(stored.display) as shown:
        assert 0 < (shown.dataset_mask() > 0).sum() < 256 * 256 * 4


def test_a_fourth_band_that_gdal_calls_alpha_but_is_not_a_mask_is_infrared(tmp_path):
    source = rasters.write(
        tmp_path / "a.tif", rasters.texture(4, 64, 64), photometric="RGB", alpha="YES"
    )
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out", display=False)
    assert stored.guess.bands == {"red": 1, "green": 2, "blue": 3, "nir": 4}
    with rasterio.open(stored.analysis) as after:
        assert after.dataset_mask().all()


def test_no_text_of_the_input_survives_in_a_stored_file(tmp_path):
    source = rasters.write(
        tmp_path / "a.tif",
        rasters.texture(3, 64, 64),
        descriptions=("canaryone", "green", "blue"),
        tags={"TIFFTAG_IMAGEDESCRIPTION": "canarytwo", "SECRET": "canarythree"},
    )
    stored = take_in(source, filename="canaryfour.tif", out_dir=tmp_path / "out")
    for path in (stored.analysis, stored.display):
        assert b"canary" not in path.read_bytes()


def test_bands_and_time_are_guessed_from_the_file_s_own_words(tmp_path):
    source = rasters.write(
        tmp_path / "a.tif",
        rasters.texture(3, 64, 64, dtype="uint16"),
        gsd_m=10,
        descriptions=("B03 green x10000", "B08 nir x10000", "cloud probability %"),
        tags={"DATE": "2024-05-06"},
    )
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.guess.bands == {"green": 1, "nir": 2}
    assert stored.guess.cloud_band == 3
    assert stored.guess.scale == pytest.approx(0.0001)
    assert stored.guess.taken_at == datetime(2024, 5, 6, 4, tzinfo=UTC)


def test_stages_are_told_in_order_and_end_at_one_hundred(tmp_path, rgb):
    told = []
    take_in(
        rgb, filename="a.tif", out_dir=tmp_path / "out", on_stage=lambda s, p: told.append((s, p))
    )
    assert list(dict.fromkeys(s for s, _ in told))[-1] == "display"
    assert told[-1] == ("display", 100)


def test_whoever_watches_can_stop_it_and_nothing_is_left_behind(tmp_path, rgb):
    def stop(stage, percent):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(rgb, filename="a.tif", out_dir=tmp_path / "out", on_stage=stop)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_bytes=1000), "intake.too_many_bytes"),
        (Limits(max_pixels=1000), "intake.too_many_pixels"),
        (Limits(max_bands=2), "intake.too_many_bands"),
        (Limits(wall_seconds=0), "intake.too_slow"),
        (Limits(memory_mb=64), "intake.crashed"),
    ],
)
def test_a_passed_limit_is_a_named_refusal_that_leaves_nothing(tmp_path, rgb, limits, code):
    with pytest.raises(Refused) as refusal:
        take_in(rgb, filename="a.tif", out_dir=tmp_path / "out", limits=limits)
    assert refusal.value.code == code
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_black_corner_without_a_no_data_value_is_said(tmp_path):
    pixels = rasters.texture(3, 600, 700)
    pixels[:, 560:, 650:] = 0
    untagged = rasters.write(tmp_path / "a.tif", pixels)
    tagged = rasters.write(tmp_path / "b.tif", pixels, nodata=0)
    flags = [
        take_in(p, filename=p.name, out_dir=tmp_path / p.stem, display=False).flags
        for p in (untagged, tagged)
    ]
    assert flags == [("intake.black_border",), ()]


def test_many_wide_bands_get_small_blocks_and_stay_exact(tmp_path):
    pixels = np.broadcast_to(rasters.texture(1, 520, 1100, dtype="float32"), (12, 520, 1100))
    source = rasters.write(tmp_path / "a.tif", pixels, compress="zstd", interleave="band")
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    assert cog_validate(stored.analysis, strict=True)[0]
    with rasterio.open(stored.analysis) as after:
        assert after.block_shapes[0] == (256, 256)
        assert np.array_equal(after.read(), pixels)
