"""Thresholds find the valley between two classes and refuse to cut where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.transform import from_origin

from imagery.detectors import SceneInput, grid, reading, thresholds
from tests.unit.imagery import rasters


def _two(share, gap=6.0, size=40_000, seed=3):
    rng = np.random.default_rng(seed)
    few = round(size * share)
    return np.concatenate([rng.normal(0, 1, size - few), rng.normal(gap, 1, few)])


@pytest.mark.parametrize("find", [thresholds.otsu, thresholds.kittler])
@pytest.mark.parametrize("share", [0.5, 0.2])
def test_two_classes_are_cut_in_the_valley(find, share):
    values = _two(share)
    threshold = find(values)
    wrong = ((values > threshold) != (np.arange(values.size) >= values.size * (1 - share))).mean()
    assert wrong < 0.003


def test_minimum_error_finds_a_rare_class_that_otsu_cuts_into_the_common_one():
    values = _two(0.02, gap=7.0)
    assert 2.5 < thresholds.kittler(values) < 5
    assert thresholds.bimodality(values, thresholds.kittler(values)) > 0.3


def test_unequal_spread_moves_the_minimum_error_towards_the_narrow_class():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(0, 0.3, 20_000), rng.normal(5, 2, 20_000)])
    assert thresholds.kittler(values) < thresholds.otsu(values)


def test_grey_levels_are_cut_between_levels():
    rng = np.random.default_rng(5)
    dark, bright = rng.normal(40, 6, 9000), rng.normal(90, 8, 9000)
    values = np.rint(np.concatenate([dark, bright])).astype(np.uint8)
    assert 50 < thresholds.otsu(values) < 75
    assert 50 < thresholds.kittler(values) < 75


def test_missing_and_infinite_values_change_nothing():
    values = _two(0.3)
    holed = np.concatenate([values, np.full(5000, np.nan), [np.inf, -np.inf]])
    for find in (thresholds.otsu, thresholds.kittler, thresholds.mad):
        assert find(holed) == pytest.approx(find(values))


@pytest.mark.parametrize("values", [[], [np.nan] * 50, [3.0] * 500, [1.0, 2.0]])
def test_where_nothing_can_be_cut_there_is_no_threshold(values):
    assert thresholds.otsu(np.array(values)) is None
    assert thresholds.kittler(np.array(values)) is None
    assert thresholds.bimodality(np.array(values), None) == 0


def test_one_wild_value_does_not_hide_two_classes():
    values = np.concatenate([_two(0.4), [1e9]])
    assert 1 < thresholds.otsu(values) < 5


def test_mad_is_sigma_for_a_gaussian_and_ignores_outliers():
    rng = np.random.default_rng(2)
    values = np.concatenate([rng.normal(10, 2, 50_000), np.full(2000, 500.0)])
    assert thresholds.mad(values) == pytest.approx(2, rel=0.08)
    assert thresholds.mad(np.array([np.nan])) is None
    assert thresholds.mad(np.full(9, 4.0)) == 0


def test_bimodality_tells_two_classes_from_one():
    one = np.random.default_rng(4).normal(0, 1, 40_000)
    two = _two(0.5)
    assert thresholds.bimodality(one, 0.0) == pytest.approx(2 / np.pi, abs=0.01)
    assert thresholds.bimodality(two, thresholds.otsu(two)) > 0.85


def test_a_sample_is_thin_scaled_and_holed_where_the_scene_is(tmp_path):
    pixels = rasters.texture(2, 300, 400, dtype="uint16")
    pixels[:, :, :200] = 0
    path = rasters.write(tmp_path / "s.tif", pixels, gsd_m=10, nodata=0)
    cover = np.zeros((1, 300, 400), np.uint8)
    cover[:, 150:] = 1
    cloud = rasters.write(tmp_path / "c.tif", cover, gsd_m=10)
    scene = SceneInput(path, {"green": 1, "nir": 2}, scale=1e-4, cloud_path=cloud)
    with reading.opened(scene, ("green", "nir"), detector="x") as source:
        frame = grid.grown(grid.whole(source), 30)
        planes = thresholds.sample(source, scene, ("green", "nir"), frame, pixels=10_000)
        every = reading.read(source, scene, ("green", "nir"), grid.whole(source))
    nir = planes["nir"]
    assert nir.size <= 12_000
    known = np.isfinite(nir)
    assert known.mean() == pytest.approx(0.25, abs=0.03)
    assert known[: nir.shape[0] // 2 - 1, nir.shape[1] // 2 + 1 :].all()
    assert np.nanmedian(nir) == pytest.approx(float(np.nanmedian(every["nir"])), rel=0.05)


def test_a_small_frame_is_sampled_whole(tmp_path):
    pixels = rasters.texture(1, 60, 80)
    place = from_origin(*rasters.ORIGIN, 1, 1)
    scene = SceneInput(rasters.write(tmp_path / "s.tif", pixels, transform=place), {"red": 1})
    with reading.opened(scene, ("red",), detector="x") as source:
        planes = thresholds.sample(source, scene, ("red",), grid.whole(source))
    assert np.array_equal(planes["red"], pixels[0].astype(np.float32))
