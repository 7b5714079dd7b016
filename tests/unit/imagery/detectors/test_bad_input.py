"""Every detector refuses with a code what cannot be judged, and always writes a whole mask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import rasterio

from geo.errors import Refused
from imagery import detectors
from imagery.detectors import output, reading
from tests.unit.imagery.detectors import scenes

EVERY = scenes.alternatives()
BANDED = [(name, roles) for name, roles in EVERY if roles]
SCALED = [(name, roles) for name, roles in BANDED if not {"vv", "vh"} & set(roles)]
COMPARING = [(name, roles) for name, roles in BANDED if name in {"water", "land-change"}]
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


def _named(pairs):
    return pytest.mark.parametrize(
        ("name", "roles"), pairs, ids=[f"{name}-{'+'.join(roles)}" for name, roles in pairs]
    )


def _zone(name):
    """Whole images are judged without a zone, except where an inlet is the question."""
    return scenes.zone(name) if name == "obstacles" else None


def _refusal(name, scene, **fields):
    with pytest.raises(Refused) as refused:
        detectors.detect(name, scene, **{"zone": _zone(name)} | fields)
    assert refused.value.text("zh")
    assert refused.value.text("en")
    return refused.value.code


def _mask(result, scene, folder):
    output.write_mask(folder / "mask.tif", result, scene)
    with rasterio.open(folder / "mask.tif") as written:
        return written.read(1)


@_named(EVERY)
def test_a_whole_scene_gives_a_mask_of_the_whole_image(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    result = detectors.detect(name, scene, zone=_zone(name))
    mask = _mask(result, scene, tmp_path)
    assert mask.shape == (scenes.SIDE, scenes.SIDE)
    assert set(np.unique(mask)) <= {0, 1, 255} | ({2} if name == "cloud" else set())
    assert result.detector == name
    assert 0 <= result.assessed_fraction <= 1
    assert all(isinstance(value, int | float) for value in result.params.values())


@_named(EVERY)
def test_a_zone_gives_a_mask_of_the_whole_image_too(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    result = detectors.detect(name, scene, zone=scenes.zone(name))
    assert _mask(result, scene, tmp_path).shape == (scenes.SIDE, scenes.SIDE)


@_named(EVERY)
def test_a_scene_with_holes_is_not_assessed_in_them(name, roles, tmp_path):
    values = scenes.pixels(roles)
    values[:, :70] = np.nan
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=values)
    result = detectors.detect(name, scene, zone=_zone(name))
    assert (_mask(result, scene, tmp_path)[:60] == 255).all()


@_named(BANDED)
def test_without_coordinates_a_mask_is_written_and_the_unknown_pixel_size_said(
    name, roles, tmp_path
):
    scene = scenes.scene(name, roles, tmp_path / "a.tif", crs=None)
    result = detectors.detect(name, scene)
    assert _mask(result, scene, tmp_path).shape == (scenes.SIDE, scenes.SIDE)
    assert "detect.gsd_unknown" in result.flags
    assert all(finding.polygon is None for finding in result.findings)
    assert all(finding.pixel_polygon.area > 0 for finding in result.findings)


@_named(EVERY)
def test_the_same_scene_gives_the_same_answer(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    one, other = (detectors.detect(name, scene, zone=_zone(name)) for _ in range(2))
    assert np.array_equal(one.mask, other.mask)
    assert one.findings == other.findings


@_named(BANDED)
def test_missing_bands_are_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    assert _refusal(name, replace(scene, bands={})) == "detect.missing_bands"
    assert _refusal(name, replace(scene, bands={"pan": 1})) == "detect.missing_bands"


@_named(BANDED)
def test_a_band_number_beyond_the_file_is_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    wrong = scene.bands | {roles[0]: 77}
    assert _refusal(name, replace(scene, bands=wrong)) == "detect.band_number"


@_named(SCALED)
@pytest.mark.parametrize("factor", [10_000, 1e-4])
def test_a_wrong_scale_is_refused(name, roles, tmp_path, factor):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    assert _refusal(name, replace(scene, scale=factor)) == "detect.wrong_scale"


@_named(SCALED)
@pytest.mark.parametrize(
    ("stored", "dtype", "wrong"),
    [(10_000, "uint16", 1e-3), (255, "uint8", 1e-4), (10_000, "uint16", 1e-6)],
)
def test_a_scale_that_whole_numbers_cannot_have_is_refused(
    name, roles, tmp_path, stored, dtype, wrong
):
    values = (scenes.pixels(roles) * stored).round().astype(dtype)
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=values)
    detectors.detect(name, replace(scene, scale=1 / stored))  # is judged
    if name == "cloud" and dtype == "uint8":
        return  # it looks at bytes as they are, whatever the scale
    assert _refusal(name, replace(scene, scale=wrong)) == "detect.wrong_scale"


@_named(SCALED)
def test_values_that_nothing_has_are_not_assessed(name, roles, tmp_path):
    values = scenes.pixels(roles)
    values[-1, :50] = 1e30
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=values)
    result = detectors.detect(name, scene)
    assert (_mask(result, scene, tmp_path)[:40] == 255).all()
    assert _mask(result, scene, tmp_path)[70:].min() == 0 or result.abstained


@_named(EVERY)
def test_no_valid_pixel_is_refused(name, roles, tmp_path):
    empty = np.full_like(scenes.pixels(roles), np.nan)
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=empty)
    assert _refusal(name, scene) == "detect.no_valid_pixels"


@_named(EVERY)
def test_a_constant_image_is_refused(name, roles, tmp_path):
    flat = np.full_like(scenes.pixels(roles), -12.0 if "vv" in roles else 0.2)
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=flat)
    assert _refusal(name, scene) == "detect.constant_image"


@_named([(name, roles) for name, roles in BANDED if len(roles) > 1])
@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_one_quantity_in_every_band_such_as_heights_is_refused(name, roles, tmp_path, dtype):
    heights = scenes.pixels(()) * 8 if dtype == "uint8" else scenes.pixels(())
    values = np.repeat(heights, len(roles), axis=0).astype(dtype)
    scene = scenes.scene(name, roles, tmp_path / "a.tif", values=values)
    assert _refusal(name, scene) == "detect.bands_alike"


@_named(EVERY)
def test_a_zone_elsewhere_is_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    far = scenes.zone(name, away_m=200_000)
    assert _refusal(name, scene, zone=far) == "detect.no_overlap"


@_named(EVERY)
def test_a_baseline_that_is_not_older_is_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    newer = replace(scene, taken_at=scene.taken_at + timedelta(days=1))
    for reference in (newer, scene):
        assert _refusal(name, scene, reference=reference) == "detect.baseline_newer"


@_named(COMPARING)
def test_a_baseline_elsewhere_is_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    other = scenes.scene(
        name, roles, tmp_path / "b.tif", crs="EPSG:32645",
        taken_at=scene.taken_at - timedelta(days=365),
    )  # fmt: skip
    assert _refusal(name, scene, reference=other) == "detect.no_overlap"


@_named(EVERY)
def test_an_unreadable_file_is_refused(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    scene.path.write_bytes(scene.path.read_bytes()[:2000])
    assert _refusal(name, scene) == "detect.unreadable"


def test_every_detector_says_what_it_needs_and_which_version_it_is():
    assert len(detectors.names()) >= 3
    for name in detectors.names():
        assert detectors.needs(name)
        assert detectors.version(name)
    with reading.quiet(), pytest.raises(LookupError):
        detectors.check_name("weather")
