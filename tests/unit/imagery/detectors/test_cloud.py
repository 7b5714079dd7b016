"""The cloud detector: planted clouds, towns and snow that are none, closed cover, real scenes."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from scipy import ndimage

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, detect, labels
from imagery.detectors.cloud import model
from imagery.detectors.cloud.params import MODEL_ROLES, STANDARD
from imagery.detectors.cloud.trees import Trees, s2cloudless
from tests.unit.imagery import rasters

SIDE = 300
RGB = {"red": 1, "green": 2, "blue": 3}


def ground(seed=1):
    """Brown fields and green woods (3, rows, cols), display numbers."""
    rng = np.random.default_rng(seed)
    patches = ndimage.gaussian_filter(rng.normal(0, 1, (SIDE, SIDE)), 6) > 0
    colours = np.where(patches, np.array([90, 75, 52])[:, None, None],
                       np.array([40, 52, 34])[:, None, None])  # fmt: skip
    return colours + rng.normal(0, 4, (3, SIDE, SIDE))


def clouds(centres=((90, 90, 30), (200, 180, 20))):
    """Opacity 0-1 with soft rims."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    parts = [np.clip((r + 4 - np.hypot(y - row, x - col)) / 8, 0, 1) for row, col, r in centres]
    return np.max(parts, axis=0)


def veiled(below, opacity, *, colour=235.0):
    return below * (1 - opacity) + colour * opacity


def write(path, pixels, *, dtype="uint8", gsd_m=10.0, **profile):
    top = np.iinfo(dtype).max if np.issubdtype(dtype, np.integer) else np.inf
    return rasters.write(path, np.clip(pixels, 0, top).astype(dtype), gsd_m=gsd_m, **profile)


def f1(mask, truth):
    return 2 * ((mask == 1) & truth).sum() / ((mask == 1).sum() + (truth & (mask != 255)).sum())


def test_clouds_in_rgb_are_found_where_they_are(tmp_path):
    path = write(tmp_path / "a.tif", veiled(ground(), clouds()))
    result = detect("cloud", SceneInput(path, RGB, scale=1 / 255))
    assert f1(result.mask, clouds() > 0) > 0.93
    assert (result.mask[clouds() > 0.5] == 1).all()
    assert result.findings == ()
    assert "detect.cloud_or_snow" in result.flags


def test_bytes_and_reflectance_give_the_same(tmp_path):
    numbers = veiled(ground(), clouds())
    shown = write(tmp_path / "a.tif", numbers.round())
    real = write(tmp_path / "b.tif", numbers.round().clip(0) / 255 * 0.3558, dtype="float32")
    masks = [
        detect("cloud", SceneInput(shown, RGB, scale=1 / 255)).mask,
        detect("cloud", SceneInput(shown, RGB)).mask,
        detect("cloud", SceneInput(real, RGB)).mask,
    ]
    assert np.array_equal(masks[0], masks[1])
    assert (masks[0] == masks[2]).mean() > 0.999


@pytest.mark.parametrize("seed", [1, 2])
def test_clear_ground_holds_no_cloud(tmp_path, seed):
    result = detect("cloud", SceneInput(write(tmp_path / "a.tif", ground(seed)), RGB))
    assert (result.mask == 0).all()
    assert result.detail["cloud_share"] == 0


def test_white_roofs_are_no_cloud(tmp_path):
    rng = np.random.default_rng(3)
    town = ground()
    for row, col in rng.integers(80, 220, (220, 2)):
        town[:, row : row + rng.integers(2, 5), col : col + rng.integers(2, 5)] = 230
    result = detect("cloud", SceneInput(write(tmp_path / "a.tif", town), RGB))
    assert result.detail["cloud_share"] < 0.01


@pytest.mark.parametrize("brightness", [150.0, 240.0])
def test_a_closed_cover_does_not_come_out_clear(tmp_path, brightness):
    rng = np.random.default_rng(5)
    cover = ndimage.gaussian_filter(rng.normal(0, 60, (SIDE, SIDE)), 8) + brightness
    pixels = np.stack([cover, cover + 3, cover + 6]) + rng.normal(0, 1, (3, SIDE, SIDE))
    result = detect("cloud", SceneInput(write(tmp_path / "a.tif", pixels), RGB))
    assert result.detail["cloud_share"] > 0.95


def test_snow_is_told_from_cloud_by_short_wave_infrared(tmp_path):
    opacity = clouds()
    snowy = np.where(np.arange(SIDE) > 150, opacity, 0)
    cloudy = opacity - snowy
    visible = veiled(veiled(ground(), snowy), cloudy) / 255 * 0.3558
    swir = (0.2 * (1 - opacity) + 0.04 * snowy + 0.3 * cloudy)[None]
    path = write(tmp_path / "a.tif", np.concatenate([visible, swir]), dtype="float32")
    result = detect("cloud", SceneInput(path, RGB | {"swir16": 4}))
    assert (result.mask[snowy > 0.9] == 0).all()
    assert (result.mask[cloudy > 0.9] == 1).all()


def test_shadows_lie_in_one_direction(tmp_path):
    opacity = clouds()
    shade = np.roll(opacity, (-25, 35), (0, 1))
    lit = np.concatenate([ground(), np.full((1, SIDE, SIDE), 130.0)]) * (1 - 0.6 * shade)
    path = write(tmp_path / "a.tif", veiled(lit, opacity))
    result = detect("cloud", SceneInput(path, RGB | {"nir": 4}))
    truth = (shade > 0.5) & (result.mask != 1)
    assert ((result.mask == 2) & truth).sum() / truth.sum() > 0.85
    assert truth[result.mask == 2].mean() > 0.85


def test_black_seams_and_missing_values_are_not_assessed(tmp_path):
    pixels = veiled(ground(), clouds())
    pixels[:, :20] = 0
    result = detect("cloud", SceneInput(write(tmp_path / "a.tif", pixels), RGB))
    assert (result.mask[:20] == 255).all()
    assert (result.mask[20:] != 255).all()
    assert result.assessed_fraction == pytest.approx(1 - 20 / SIDE, abs=1e-3)


def test_a_zone_is_judged_with_its_surroundings(tmp_path):
    path = write(tmp_path / "a.tif", veiled(ground(), clouds()))
    scene = SceneInput(path, RGB)
    there = Transformer.from_crs(rasters.CRS, 4326, always_xy=True)
    lonlat = there.transform(rasters.ORIGIN[0] + 900, rasters.ORIGIN[1] - 900)
    inside = detect("cloud", scene, zone=Zone(buffer_m(lonlat, 150), lonlat, 150.0))
    whole = detect("cloud", scene)
    row, col = inside.mask_offset
    height, width = inside.mask.shape
    assert max(height, width) < 60
    assert np.array_equal(inside.mask, whole.mask[row : row + height, col : col + width])
    assert inside.detail["cloud_share"] == 1


def test_blocks_agree_with_the_whole(tmp_path, monkeypatch):
    scene = SceneInput(write(tmp_path / "a.tif", veiled(ground(), clouds())), RGB)
    whole = detect("cloud", scene)
    monkeypatch.setattr(labels, "STRIP", 70)
    near = functools.partial(labels.nearby, size=90)
    monkeypatch.setattr("imagery.detectors.cloud.nearby", near)
    monkeypatch.setattr("imagery.detectors.cloud.bright.nearby", near)
    assert np.array_equal(whole.mask, detect("cloud", scene).mask)


def test_fine_pixels_are_looked_at_in_groups(tmp_path):
    path = write(tmp_path / "a.tif", ground(), gsd_m=0.1)
    result = detect("cloud", SceneInput(path, RGB))
    assert result.mask_factor == 25
    assert (result.mask == 0).all()


def plain(trees, values):
    """Walk the trees one pixel and one node at a time."""
    total = 0.0
    for tree, begin in enumerate(trees.start[:-1]):
        node = 0
        while node >= 0:
            at = begin + node
            cut = trees.cuts[trees.feature[at], trees.rank[at]]
            node = int(trees.children[at, 0 if values[trees.feature[at]] <= cut else 1])
        total += float(trees.leaf[begin + tree + ~node])
    return 1 / (1 + np.exp(-total))


def test_the_trees_give_what_a_walk_through_them_gives():
    values = np.random.default_rng(2).uniform(0, 0.6, (10, 6))
    chances = s2cloudless().probability(values)
    assert chances == pytest.approx([plain(s2cloudless(), pixel) for pixel in values.T], abs=1e-6)
    assert isinstance(s2cloudless(), Trees)


def frames(sample_data):
    with np.load(sample_data / "satellite" / "eolearn_patch" / "patch.npz") as held:
        dates = [2, 1, 4, 3, 0]
        return held["REFERENCE_SCENES"], held["CLP_S2C"][dates], held["CLM_S2C"][dates]


def test_probabilities_equal_those_stored_with_real_frames(sample_data):
    scenes, chances, _ = frames(sample_data)
    numbers = [STANDARD[role] - 1 for role in MODEL_ROLES]
    ours = s2cloudless().probability(scenes[..., numbers].reshape(-1, 10).T)
    assert np.abs(ours.reshape(chances.shape) - chances.astype(float)).max() < 1e-3


def test_thirteen_bands_in_order_are_judged_by_the_model(sample_data, tmp_path):
    scenes, _, masks = frames(sample_data)
    named = {"blue": 2, "green": 3, "red": 4, "nir": 8, "swir16": 12, "swir22": 13}
    for number in (0, 4):
        path = write(tmp_path / f"{number}.tif", np.moveaxis(scenes[number], 2, 0), dtype="float32")
        result = detect("cloud", SceneInput(path, named))
        assert result.detail["by"] == "s2cloudless"
        assert ((result.mask == 1) == (masks[number, ..., 0] > 0)).mean() > 0.99


def test_a_large_frame_is_evaluated_in_fewer_pixels(tmp_path, monkeypatch):
    monkeypatch.setitem(model.PARAMS, "model_pixels", 2000)
    pixels = np.random.default_rng(1).uniform(0.02, 0.4, (10, 96, 130))
    path = write(tmp_path / "a.tif", pixels, dtype="float32")
    bands = {role: number for number, role in enumerate(MODEL_ROLES, 1)}
    result = detect("cloud", SceneInput(path, bands))
    assert result.mask_factor == 3
    assert result.mask.shape == (32, 44)


def test_bands_in_another_order_are_no_model_bands(tmp_path):
    path = write(
        tmp_path / "a.tif", np.repeat(ground()[:1], 13, axis=0) + np.arange(13)[:, None, None]
    )
    result = detect("cloud", SceneInput(path, RGB))
    assert result.detail["by"] == "brightness"


def test_without_visible_bands_it_is_refused(tmp_path):
    with pytest.raises(Refused) as refused:
        detect("cloud", SceneInput(write(tmp_path / "a.tif", ground()), {"green": 1, "nir": 2}))
    assert refused.value.code == "detect.missing_bands"


def real(sample_data, *parts):
    with rasterio.open(sample_data.joinpath("satellite", *parts)) as source:
        return source.read(1) if source.count == 1 else source.read()


def test_the_labelled_mosaic_is_met(sample_data):
    folder = sample_data / "satellite" / "cems_emsr382"
    result = detect("cloud", SceneInput(folder / "rgb.tif", RGB, scale=1 / 255))
    truth = real(sample_data, "cems_emsr382", "cloudsen12_mask.tif")
    assert f1(result.mask, np.isin(truth, (1, 2))) >= 0.9
    shadow = result.mask == 2
    assert (truth[shadow] == 3).mean() > 0.8


def test_the_labelled_landsat_scene_is_met(sample_data):
    path = sample_data / "satellite" / "landsat7_clouds" / "le7_2002-04-16_west.tif"
    bands = {"blue": 1, "green": 2, "red": 3, "nir": 4, "swir16": 5, "swir22": 6}
    result = detect("cloud", SceneInput(path, bands, scale=1e-4))
    assert f1(result.mask, real(sample_data, "landsat7_clouds", path.name)[7] == 4) >= 0.85


def test_aerial_pictures_of_bright_fields_are_clear(sample_data):
    for path in sorted((sample_data / "satellite" / "naip_potholes").glob("*.tif")):
        result = detect("cloud", SceneInput(path, RGB, scale=1 / 255))
        assert result.detail["cloud_share"] < 0.01
