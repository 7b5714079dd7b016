"""Water of one date: near cloud only what is grey is hidden; bytes have limits of their own."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from scipy import ndimage

from imagery.detectors import SceneInput, detect
from imagery.evaluation.sets import itoiz
from tests.unit.imagery import rasters

SIDE = 120
GREEN_NIR = {"green": 1, "nir": 2}


def lake():
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return np.hypot(y - 60, x - 60) < 30


def reflectance(water, *, cloud=None):
    """Green, nir x 10000 and cloud probability in %."""
    rng = np.random.default_rng(3)
    bands = np.stack([np.where(water, 600, 700), np.where(water, 250, 2800)]) * 1.0
    bands += rng.normal(0, 20, bands.shape)
    chance = np.zeros(water.shape) if cloud is None else 100.0 * cloud
    return np.concatenate([bands, chance[None]]).clip(1).astype(np.uint16)


def scene(path, pixels, **fields):
    rasters.write(path, pixels, gsd_m=10.0)
    return SceneInput(path, GREEN_NIR, **({"scale": 1e-4, "cloud_band": 3} | fields))


def test_beside_a_cloud_clear_water_and_clear_green_are_seen(tmp_path):
    cloud = np.zeros((SIDE, SIDE), bool)
    cloud[50:70, 20:40] = True
    result = detect("water", scene(tmp_path / "a.tif", reflectance(lake(), cloud=cloud)))
    near = ndimage.binary_dilation(cloud, iterations=10) & ~cloud
    assert (result.mask[cloud] == 255).all()
    assert (result.mask[near] != 255).mean() > 0.9
    assert (result.mask[near & ndimage.binary_erosion(lake())] == 1).all()


def test_beside_a_cloud_what_thin_cloud_turned_grey_is_not_seen(tmp_path):
    cloud = np.zeros((SIDE, SIDE), bool)
    cloud[50:70, 50:70] = True
    pixels = reflectance(lake(), cloud=cloud)
    veil = ndimage.binary_dilation(cloud, np.ones((3, 3)), iterations=6) & ~cloud
    pixels[:2, veil] = np.array([1500, 1800])[:, None]
    result = detect("water", scene(tmp_path / "a.tif", pixels))
    assert (result.mask[veil] == 255).mean() > 0.95
    pixels[2] = 0
    plain = detect("water", scene(tmp_path / "b.tif", pixels))
    assert (plain.mask[veil] != 255).all()


def bytes_of(water):
    """Display bytes stretched so that bare ground has NDWI above 0, as in a real year of NAIP."""
    rng = np.random.default_rng(4)
    bare = ndimage.gaussian_filter(rng.normal(0, 1, (SIDE, SIDE)), 5) > 0
    green = np.where(water, 105, np.where(bare, 165, 130))
    nir = np.where(water, 20, np.where(bare, 130, 175))
    return np.stack([green, nir]) + rng.normal(0, 4, (2, SIDE, SIDE))


@pytest.mark.parametrize("scale", [1 / 255, 1e-3])
def test_in_display_bytes_bright_bare_ground_is_no_water_and_nothing_is_hidden(tmp_path, scale):
    pixels = bytes_of(lake()).clip(1, 255).astype(np.uint8)
    image = scene(tmp_path / "a.tif", pixels, scale=scale, cloud_band=None)
    result = detect("water", image)
    assert ((result.mask == 1) == lake()).mean() > 0.98
    assert (result.mask != 255).all()


def test_display_bytes_without_water_hold_none(tmp_path):
    pixels = bytes_of(np.zeros((SIDE, SIDE), bool)).clip(1, 255).astype(np.uint8)
    image = scene(tmp_path / "a.tif", pixels, scale=1 / 255, cloud_band=None)
    assert (detect("water", image).mask == 0).all()


def test_aerial_pictures_keep_their_lakes_and_fields_apart(sample_data):
    """Shares seen by eye: 13 to 24 % water; a fixed threshold gave 70 % in 2014."""
    for path in sorted((sample_data / "satellite" / "naip_potholes").glob("*.tif")):
        image = SceneInput(path, {"green": 2, "nir": 4}, scale=1 / 255)
        result = detect("water", image)
        assert (result.mask != 255).all()
        assert 0.1 < (result.mask == 1).mean() < 0.28


def test_the_reservoir_meets_its_goals_with_nearly_all_of_it_assessed(sample_data):
    counts, worst = np.zeros(3), 1.0
    for case in itoiz.cases(sample_data):
        result = detect("water", case.image)
        if case.abstain_expected:
            assert result.abstained == "detect.zone_not_seen"
            continue
        seen = (case.truth != 255) & (result.mask != 255)
        assert seen.sum() / (case.truth != 255).sum() > 0.84
        said, is_water = result.mask[seen] == 1, case.truth[seen] == 1
        found = [(said & is_water).sum(), (said & ~is_water).sum(), (~said & is_water).sum()]
        counts += found
        worst = min(worst, 2 * found[0] / (2 * found[0] + found[1] + found[2]))
    assert 2 * counts[0] / (2 * counts[0] + counts[1] + counts[2]) >= 0.965
    assert worst >= 0.945


def test_the_share_is_what_the_mask_shows(tmp_path):
    pixels = reflectance(lake())
    pixels[:, :30] = 0
    rasters.write(tmp_path / "a.tif", pixels, gsd_m=10.0, nodata=0)
    image = SceneInput(tmp_path / "a.tif", GREEN_NIR, scale=1e-4, cloud_band=3)
    result = detect("water", image)
    assert result.assessed_fraction == pytest.approx(0.75, abs=1e-4)
    with rasterio.open(tmp_path / "a.tif") as source:
        assert result.mask.shape == source.shape


@pytest.mark.parametrize("moved", [0, 2])
def test_a_baseline_two_pixels_off_is_moved_and_its_shore_is_no_loss(tmp_path, moved):
    y, x = np.mgrid[0:256, 0:256]
    water = np.hypot(y - 128, x - 128) < 60
    rng = np.random.default_rng(8)
    fields = np.where(ndimage.gaussian_filter(rng.normal(0, 1, (256, 256)), 3) > 0, 900, 0)
    land = np.stack([np.full((256, 256), 700), 2400 + fields])
    bands = np.where(water, np.array([600, 250])[:, None, None], land)
    now, then = (bands + rng.normal(0, 20, bands.shape) for _ in range(2))
    pixels = [part.clip(1).astype(np.uint16) for part in (now, np.roll(then, moved, axis=2))]
    image, baseline = (
        scene(tmp_path / f"{name}.tif", part, cloud_band=None)
        for name, part in zip("ab", pixels, strict=True)
    )
    result = detect("water", image, reference=baseline)
    assert result.findings == ()
    assert ("detect.alignment_corrected" in result.flags) == (moved > 0)
    assert result.detail["shift_px"] == pytest.approx(moved, abs=0.1)
    assert result.detail["water_m2_now"] == pytest.approx(result.detail["water_m2_then"], rel=0.01)
