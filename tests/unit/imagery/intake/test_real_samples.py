"""Intake and guesses on real files of the sample data."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from imagery.intake import take_in
from imagery.photos import take_photo
from imagery.tiles import open_tiles


def test_a_reservoir_scene_is_ready_for_the_water_detector_without_a_word_from_anybody(
    sample_data, tmp_path
):
    path = sample_data / "satellite" / "itoiz_s2" / "itoiz_s2_2018-07-23.tif"
    stored = take_in(path, filename=path.name, out_dir=tmp_path)
    assert stored.guess.bands == {"green": 1, "nir": 2}
    assert stored.guess.cloud_band == 3
    assert stored.guess.scale == pytest.approx(1e-4)
    assert f"{stored.guess.taken_at:%Y-%m-%d}" == "2018-07-23"
    assert stored.gsd_m == pytest.approx(10, rel=0.01)
    west, south, east, north = stored.footprint.bounds
    assert west < -1.32343 < east
    assert south < 42.88030 < north
    with rasterio.open(path) as before, rasterio.open(stored.analysis) as after:
        assert np.array_equal(before.read(), after.read())
    tiles = open_tiles(stored.display)
    assert (tiles.minzoom, tiles.maxzoom) == (stored.minzoom, stored.maxzoom)


@pytest.mark.parametrize(
    ("name", "crs", "bands", "day"),
    [
        ("satellite/naip_potholes/naip_20160816.tif", "EPSG:26914", 4, "2016-08-16"),
        ("drone/rasters/deepforest/OSBS_029.tif", "EPSG:32617", 3, None),
        ("drone/rasters/deepforest/test_tiled.tif", "EPSG:28992", 3, None),
        ("drone/rasters/deepforest/5dded5bc0140b80006d2e565_23.tif", "EPSG:3395", 3, None),
        ("drone/rasters/deepforest/australia.tif", "EPSG:32753", 3, None),
        ("satellite/calfire_s2/post_fire/APACHE_20240624.tif", "EPSG:4326", 5, "2024-06-24"),
        ("satellite/landsat_taizhou/t1.tif", "EPSG:32651", 6, "2000-03-17"),
        ("satellite/landsat_pucallpa/2020.tif", "EPSG:4326", 4, None),
    ],
)
def test_real_rasters_of_many_kinds_are_taken_in(sample_data, tmp_path, name, crs, bands, day):
    path = sample_data / name
    stored = take_in(path, filename=path.name, out_dir=tmp_path)
    assert (stored.crs, stored.bands) == (crs, bands)
    assert {"red", "green"} <= set(stored.guess.bands)
    assert ("nir" in stored.guess.bands) == (bands >= 4)
    taken = stored.guess.taken_at
    assert (taken and f"{taken:%Y-%m-%d}") == day


def test_a_real_drone_frame_is_placed_and_marked_uncertain(sample_data, tmp_path):
    path = sample_data / "drone" / "photos" / "brighton_beach" / "DJI_0024.JPG"
    facts = take_photo(path, filename=path.name, out_dir=tmp_path).facts
    assert facts.lon == pytest.approx(-91.99370, abs=1e-5)
    assert facts.lat == pytest.approx(46.84286, abs=1e-5)
    assert (facts.height_agl_m, facts.yaw_deg, facts.pitch_deg) == (39.9, -140.0, -89.9)
    assert facts.gsd_m == pytest.approx(0.0173, abs=2e-4)
    assert "photo.position_uncertain" in facts.flags
