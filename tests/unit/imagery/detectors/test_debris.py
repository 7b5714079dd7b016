"""Floating things: painted ones found, glint and shade not, and where water is has to be known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from shapely.geometry import Polygon

from imagery import detectors
from imagery.detectors import SceneInput, Zone
from imagery.detectors.debris.colour import step_of
from imagery.evaluation.sets import debris as painted
from imagery.evaluation.sets.debris import RGB, WATERS, generated, paint
from tests.unit.imagery import rasters

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
SIDE = painted.SIDE


def _zone(water, outline=None):
    return painted._zone(
        painted.Water(water.pixels, outline or water.outline, water.crs, water.transform)
    )


def _scene(path, pixels, **profile):
    stored = np.moveaxis(np.clip(pixels, 0, 255), -1, 0).astype(np.uint8)
    rasters.write(path, stored, **{"gsd_m": 0.1} | profile)
    return SceneInput(path, RGB, scale=1 / 255)


def _mat(water, radius, at, colour=(95, 140, 60)):
    """Leaves: a textured green patch."""
    y, x = np.mgrid[:SIDE, :SIDE]
    there = np.hypot(y - at[0], x - at[1]) < radius
    rng = np.random.default_rng(4)
    leaves = ndimage.gaussian_filter(rng.normal(0, 1, (SIDE, SIDE)), 1.5)
    shade = 1 + 0.15 * leaves / leaves.std()
    return np.where(there[..., None], np.array(colour) * shade[..., None], water.pixels), there


@pytest.mark.parametrize("colour", WATERS)
def test_painted_things_are_found_and_glint_is_not(colour, tmp_path):
    water = generated(WATERS[colour])
    pixels, things = paint(water, seed=11)
    result = detectors.detect("debris", _scene(tmp_path / "a.tif", pixels), zone=_zone(water))
    mask = result.mask[:SIDE, :SIDE]
    found = set(np.unique(things[mask == 1])) - {0}
    assert len(found) == things.max() > 20
    labels, count = ndimage.label(mask == 1, np.ones((3, 3)))
    assert count == len(set(np.unique(labels[things > 0])) - {0})
    assert len(result.findings) == count
    assert {finding.code for finding in result.findings} == {"INT-01"}


@pytest.mark.parametrize("colour", WATERS)
def test_water_with_glint_and_nothing_else_gives_nothing(colour, tmp_path):
    water = generated(WATERS[colour])
    scene = _scene(tmp_path / "a.tif", water.pixels)
    result = detectors.detect("debris", scene, zone=_zone(water))
    assert result.findings == ()
    assert not (result.mask == 1).any()
    assert result.abstained is None


def test_white_specks_are_not_assessed_rather_than_cleared(tmp_path):
    water = generated((40, 70, 110))
    result = detectors.detect("debris", _scene(tmp_path / "a.tif", water.pixels), zone=_zone(water))
    white = water.pixels.min(axis=-1) > 190
    assert white.sum() > 50
    assert (result.mask[:SIDE, :SIDE][white] == 255).all()
    assert "detect.white_or_glint" in result.flags


def test_a_green_mat_on_mapped_water_is_one_finding(tmp_path):
    water = generated((120, 90, 60))
    pixels, there = _mat(water, 70, (250, 250))
    result = detectors.detect("debris", _scene(tmp_path / "a.tif", pixels), zone=_zone(water))
    mask = result.mask[:SIDE, :SIDE] == 1
    assert (mask & there).sum() / (mask | there).sum() > 0.95
    assert [finding.detail["sign"] for finding in result.findings] == ["floating green mat"]
    assert result.findings[0].area_m2 == pytest.approx(there.sum() * 0.01, rel=0.05)


def test_trees_that_hang_over_the_mapped_shore_are_no_mat(tmp_path):
    water = generated((40, 70, 110))
    pixels, bank = _mat(water, 200, (250, -180))
    mapped = ((5, 0), (SIDE, 0), (SIDE, SIDE), (5, SIDE))
    result = detectors.detect(
        "debris", _scene(tmp_path / "a.tif", pixels), zone=_zone(water, mapped)
    )
    assert bank[:, 5:].sum() > 500
    assert not (result.mask == 1).any()


def test_a_thing_that_touches_the_shore_belongs_to_it(tmp_path):
    water = generated((40, 70, 110))
    pixels = water.pixels.copy()
    pixels[200:206, :30] = (200, 40, 30)
    mapped = ((20, 0), (SIDE, 0), (SIDE, SIDE), (20, SIDE))
    scene = _scene(tmp_path / "a.tif", pixels)
    assert detectors.detect("debris", scene, zone=_zone(water, mapped)).findings == ()
    pixels[200:206, :30] = water.pixels[200:206, :30]
    pixels[200:206, 40:46] = (200, 40, 30)
    afloat = _scene(tmp_path / "b.tif", pixels)
    assert len(detectors.detect("debris", afloat, zone=_zone(water, mapped)).findings) == 1


def test_a_cloud_of_mud_without_an_edge_is_no_thing(tmp_path):
    water = generated((40, 70, 110))
    y, x = np.mgrid[:SIDE, :SIDE]
    mud = np.exp(-(((y - 250) / 60) ** 2) - ((x - 250) / 60) ** 2)[..., None]
    ripples = np.random.default_rng(8).normal(1, 0.04, (SIDE, SIDE, 1))
    pixels = ripples * ((40, 70, 110) * (1 - mud) + mud * np.array((170, 140, 90)))
    result = detectors.detect("debris", _scene(tmp_path / "a.tif", pixels), zone=_zone(water))
    assert result.findings == ()


def test_without_water_in_the_picture_nothing_is_assessed(tmp_path):
    pixels = np.moveaxis(rasters.texture(3, 300, 300), 0, -1)
    result = detectors.detect("debris", _scene(tmp_path / "a.tif", pixels))
    assert result.abstained == "detect.water_not_located"
    assert (result.mask == 255).all()
    assert result.assessed_fraction == 0


def test_water_known_by_looks_alone_halves_the_confidence_and_is_said(tmp_path):
    water = generated((60, 70, 80))
    pixels, _ = paint(water, seed=3)
    scene = _scene(tmp_path / "a.tif", pixels)
    alone = detectors.detect("debris", scene)
    assert "detect.water_by_looks" in alone.flags
    assert alone.findings
    assert max(finding.confidence for finding in alone.findings) <= 0.5
    mapped = detectors.detect("debris", scene, zone=_zone(water))
    assert max(finding.confidence for finding in mapped.findings) > 0.5


def test_a_zone_that_cannot_be_placed_is_said_and_the_whole_picture_looked_at(tmp_path):
    water = generated((60, 70, 80))
    scene = _scene(tmp_path / "a.tif", paint(water, seed=3)[0], crs=None)
    zone = Zone(Polygon([(120, 30), (120.1, 30), (120.1, 30.1)]))
    result = detectors.detect("debris", scene, zone=zone)
    assert {"detect.zone_not_placed", "detect.gsd_unknown"} <= set(result.flags)
    assert result.findings
    assert all(finding.polygon is None for finding in result.findings)


def test_a_ring_round_an_intake_does_not_say_where_water_is(tmp_path):
    water = generated(WATERS["bright turbid"])
    mapped = _zone(water)
    ring = Zone(mapped.polygon, mapped.polygon.centroid.coords[0], 20)
    scene = _scene(tmp_path / "a.tif", water.pixels)
    assert detectors.detect("debris", scene, zone=ring).abstained == "detect.water_not_located"


def test_light_and_shade_are_explained_and_other_colours_are_not():
    water = np.float32([[120, 90, 60]])
    light = np.float32([[255, 255, 255], [180, 165, 150], [60, 45, 30], [140, 105, 70]])
    assert step_of(light, np.repeat(water, 4, 0)).away.max() < 1
    things = np.float32([[30, 80, 200], [200, 30, 30], [40, 150, 60], [240, 220, 60]])
    assert step_of(things, np.repeat(water, 4, 0)).away.min() > 30


@pytest.mark.parametrize("name", ["DJI_0028.JPG", "DJI_0030.JPG"])
def test_nothing_is_reported_on_real_frames_of_lawn_and_lake(name, sample_data):
    path = sample_data / "drone" / "photos" / "brighton_beach" / name
    result = detectors.detect("debris", SceneInput(path, RGB, scale=1 / 255))
    assert not (result.mask == 1).any()
    assert result.findings == ()


def test_nothing_is_reported_on_a_harbour_with_boats_and_glint(sample_data):
    path = sample_data / "drone" / "rasters" / "deepforest" / "test_tiled.tif"
    scene = SceneInput(path, RGB, scale=1 / 255)
    zone = painted._zone(painted._real(path, painted.RIVER_WATER))
    for where in (None, zone):
        result = detectors.detect("debris", scene, zone=where)
        assert not (result.mask == 1).any()
        assert result.detail["water_assessed"] > 0.9
