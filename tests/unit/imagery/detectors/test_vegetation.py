"""The vegetation detector: planted crowns, real photos, and what it refuses to judge."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, detect, needs
from imagery.render import orthomosaic

INLET = (120.7512, 30.7623)
RGB = {"red": 1, "green": 2, "blue": 3}
PHOTO_SHAPE = (2250, 4000)
ZONE = Zone(buffer_m(INLET, 20), INLET, 20.0, "A-04")


def _look(path, **fields):
    return detect("vegetation", SceneInput(path, fields.pop("bands", RGB), **fields), zone=ZONE)


@pytest.fixture(scope="module")
def ortho(tmp_path_factory):
    return orthomosaic(tmp_path_factory.mktemp("ortho"), inlet_lonlat=INLET, seed=7)


def _rewritten(ortho, path, *, change=None, step_m=None, **profile):
    with rasterio.open(ortho.path) as source:
        factor = 1 if step_m is None else step_m / source.transform.a
        shape = (3, round(source.height / factor), round(source.width / factor))
        values = source.read(out_shape=shape, resampling=Resampling.average)
        kept = {"crs": source.crs, "transform": source.transform @ Affine.scale(factor)}
    values = values if change is None else change(values)
    made = {"driver": "GTiff", "count": values.shape[0], "dtype": values.dtype, "nodata": 0}
    size = {"height": values.shape[1], "width": values.shape[2]}
    with rasterio.open(path, "w", **(made | size | kept | profile)) as target:
        target.write(values)
    return path


@pytest.mark.parametrize("seed", [2, 7])
def test_planted_crowns_are_found_where_they_are(tmp_path, seed):
    ortho = orthomosaic(tmp_path, inlet_lonlat=INLET, seed=seed)
    result = _look(ortho.path)
    assert len(result.findings) == len(ortho.truth) == 2
    for planted in ortho.truth:
        best = max(
            result.findings, key=lambda found: found.polygon.intersection(planted.polygon).area
        )
        both = best.polygon.intersection(planted.polygon).area
        assert both / best.polygon.union(planted.polygon).area > 0.65
        assert best.distance_m == pytest.approx(planted.distance_m, abs=0.5)
        assert (best.code, best.sign) == ("ENV-01", "VEG")


def test_lawn_road_house_and_distant_trees_are_no_finding(tmp_path):
    result = _look(orthomosaic(tmp_path, inlet_lonlat=INLET, seed=7, near=0).path)
    assert (result.findings, result.abstained) == ((), None)
    assert result.detail["green_share"] > 0.8


def test_a_lead_says_that_the_height_is_unknown_and_is_never_sure(ortho):
    for finding in _look(ortho.path).findings:
        assert finding.detail["height"] == "unknown"
        assert (finding.detail["rule_ref"], finding.detail["limit"]) == ("A-04", 20.0)
        assert finding.detail["measured"] == finding.distance_m
        assert ("advice_ref" in finding.detail) == (finding.distance_m < 10)
        assert 0.4 < finding.confidence <= 0.75


def test_black_corners_are_not_assessed(ortho):
    result = detect("vegetation", SceneInput(ortho.path, RGB))
    with rasterio.open(ortho.path) as raster:
        empty = raster.dataset_mask() == 0
    assert result.mask.shape == empty.shape
    assert (result.mask[empty] == 255).mean() > 0.98
    assert (result.mask[~empty] == 255).mean() < 0.05


def test_a_ring_that_is_mostly_missing_is_abstained_from(ortho, tmp_path):
    def cut(values):
        values[:, :, 360:] = 0
        return values

    result = _look(_rewritten(ortho, tmp_path / "half.tif", change=cut))
    assert (result.findings, result.abstained) == ((), "detect.zone_not_seen")
    assert result.assessed_fraction < 0.3


@pytest.mark.parametrize("step_m", [2.0, 5.0])
def test_pixels_over_a_metre_are_too_coarse(ortho, tmp_path, step_m):
    result = _look(_rewritten(ortho, tmp_path / "coarse.tif", step_m=step_m))
    assert (result.findings, result.abstained) == ((), "detect.too_coarse")


def test_half_metre_pixels_are_judged_with_less_confidence(ortho, tmp_path):
    result = _look(_rewritten(ortho, tmp_path / "half.tif", step_m=0.5))
    assert "detect.crowns_unsure" in result.flags
    assert all(finding.confidence <= 0.5 for finding in result.findings)


@pytest.mark.parametrize(("month", "flagged"), [(12, True), (7, False)])
def test_a_leafless_season_is_a_caveat(ortho, month, flagged):
    result = _look(ortho.path, taken_at=datetime(2026, month, 5, tzinfo=UTC))
    assert ("detect.leafless_season" in result.flags) == flagged
    assert all(("detect.leafless_season" in f.detail) == flagged for f in result.findings)


def test_near_infrared_is_used_where_it_is_there(ortho, tmp_path):
    def with_nir(values):
        green = values.astype(np.float32)
        leafy = np.clip((2 * green[1] - green[0] - green[2]) / (green.sum(0) + 1) * 4, 0, 1)
        nir = np.clip(green.mean(0) * (1.1 + 2.2 * leafy), 0, 255)
        nir[values.max(0) == 0] = 0
        return np.stack([values[0], nir.astype(np.uint8)])

    path = _rewritten(ortho, tmp_path / "nir.tif", change=with_nir)
    result = _look(path, bands={"red": 1, "nir": 2})
    assert len(result.findings) == 2
    assert needs("vegetation")[0] == ("red", "nir")


def test_bands_that_tell_no_plants_are_refused(ortho):
    with pytest.raises(Refused) as refused:
        _look(ortho.path, bands={"red": 1, "green": 2})
    assert refused.value.code == "detect.missing_bands"


def test_a_very_fine_image_is_judged_like_a_fine_one(ortho, tmp_path):
    """Two centimetres a pixel: the same crowns, on working pixels that stay few."""
    fine = _look(_rewritten(ortho, tmp_path / "fine.tif", step_m=0.02))
    assert fine.mask_factor == 7
    assert max(fine.mask.shape) < 800
    found = [finding.distance_m for finding in fine.findings]
    planned = [planted.distance_m for planted in ortho.truth]
    assert sorted(found) == pytest.approx(sorted(planned), abs=0.6)


class TestOnRealPhotos:
    @pytest.mark.parametrize("name", ["0478", "0502", "0526"])
    def test_a_nir_converted_camera_is_refused(self, sample_data, name):
        path = sample_data / "drone" / "photos" / "seneca_nir" / f"IMG_{name}.jpg"
        with pytest.raises(Refused) as refused:
            detect("vegetation", SceneInput(path, RGB))
        assert refused.value.code == "detect.nir_camera"

    def test_wood_is_marked_and_lawn_is_not(self, sample_data):
        path = sample_data / "drone" / "photos" / "brighton_beach" / "DJI_0026.JPG"
        result = detect("vegetation", SceneInput(path, RGB))
        outlines = [finding.pixel_polygon for finding in result.findings]
        crowns = geometry_mask(outlines, PHOTO_SHAPE, Affine.identity(), invert=True)
        wood, lawn = np.s_[50:2000, 50:950], np.s_[290:750, 2700:3160]
        assert crowns[wood].mean() > 0.95
        assert crowns[lawn].mean() < 0.05
        green = result.mask.repeat(result.mask_factor, 0).repeat(result.mask_factor, 1)
        assert (green[lawn] == 1).mean() > 0.95

    def test_a_photo_without_position_gives_pixels_and_no_metres(self, sample_data):
        path = sample_data / "drone" / "photos" / "brighton_beach" / "DJI_0026.JPG"
        result = detect("vegetation", SceneInput(path, RGB))
        assert "detect.gsd_unknown" in result.flags
        assert result.findings[0].polygon is None
        assert np.isnan(result.findings[0].area_m2)
        assert not result.findings[0].pixel_polygon.is_empty
        covered = [side * result.mask_factor for side in result.mask.shape]
        assert covered == pytest.approx(PHOTO_SHAPE, abs=result.mask_factor)
