"""The water detector on the real reservoir, judged by its measured level and terrain."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime

import numpy as np
import pytest
import rasterio
from rasterio.features import geometry_mask
from rasterio.transform import Affine
from rasterio.warp import Resampling, reproject, transform_geom
from shapely.geometry import mapping

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, detect

INTAKE = (-1.32343, 42.88030)
ZONE = Zone(buffer_m(INTAKE, 100), INTAKE, 100.0, "W-10")


@pytest.fixture(scope="module")
def folder(sample_data):
    return sample_data / "satellite" / "itoiz_s2"


@pytest.fixture(scope="module")
def scene(folder):
    def make(date, *, dated=True, path=None, **fields):
        taken = datetime.fromisoformat(f"{date}T11:00:00+00:00") if dated else None
        usual = {"bands": {"green": 1, "nir": 2}, "scale": 1e-4, "cloud_band": 3}
        return SceneInput(
            path or folder / f"itoiz_s2_{date}.tif", taken_at=taken, **(usual | fields)
        )

    return make


@pytest.fixture(scope="module")
def land_that_was_water(folder):
    """Pixels of the basin between the two measured levels, and the raster they lie on."""
    levels = {
        row["date"]: float(row["water_level_masl"])
        for row in csv.DictReader((folder / "levels.csv").read_text("utf-8").splitlines())
    }
    with rasterio.open(folder / "basin_altimetry.tif") as terrain:
        height = terrain.read(1)
        truth = (height < levels["2018-07-23"]) & (height >= levels["2018-10-21"])
        return truth, height.shape, terrain.transform, terrain.crs


def test_the_main_job_pair_gives_one_finding_on_land_that_was_water(scene, land_that_was_water):
    result = detect("water", scene("2018-10-21"), reference=scene("2018-07-23"), zone=ZONE)
    (finding,) = result.findings
    truth, shape, affine, crs = land_that_was_water
    outline = transform_geom("EPSG:4326", crs, mapping(finding.polygon))
    found = geometry_mask([outline], shape, affine, invert=True)
    assert (finding.code, finding.sign, result.abstained) == ("INT-04", "DRY", None)
    assert truth[found].mean() > 0.8
    assert finding.distance_m < 20
    assert 0.4 < finding.confidence <= 0.9


def test_the_finding_says_rule_measure_limit_and_what_was_not_seen(scene):
    result = detect("water", scene("2018-10-21"), reference=scene("2018-07-23"), zone=ZONE)
    detail = result.findings[0].detail
    assert (detail["rule_ref"], detail["limit"], detail["level"]) == ("W-10", 0.3, "fail")
    assert detail["measured"] < 0.1
    assert detail["unseen_no_data"] == pytest.approx(0.466, abs=0.01)
    assert detail["intake_dry"] == "yes"
    assert result.assessed_fraction < 0.54


def test_ten_days_of_a_full_reservoir_are_no_finding(scene):
    result = detect("water", scene("2018-08-02"), reference=scene("2018-07-23"), zone=ZONE)
    assert (result.findings, result.abstained) == ((), None)
    assert result.detail["measured"] == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("date", ["2018-11-15", "2018-11-25"])
def test_a_clouded_date_abstains_and_never_says_no_problem(scene, date):
    result = detect("water", scene(date), reference=scene("2018-07-23"), zone=ZONE)
    assert (result.findings, result.abstained) == ((), "detect.zone_not_seen")
    assert result.assessed_fraction == 0


@pytest.mark.parametrize("other", ["2018-10-21", "2018-07-23"])
def test_a_baseline_that_is_not_older_is_refused(scene, other):
    with pytest.raises(Refused) as refused:
        detect("water", scene("2018-07-23"), reference=scene(other), zone=ZONE)
    assert refused.value.code == "detect.baseline_newer"


def test_rising_water_is_no_finding(scene):
    full, low = scene("2018-07-23", dated=False), scene("2018-09-16", dated=False)
    result = detect("water", full, reference=low, zone=ZONE)
    assert (result.findings, result.abstained) == ((), None)
    assert result.detail["measured"] > 1.4


@pytest.mark.parametrize("scale", [1.0, 1e-8])
def test_a_wrong_scale_is_refused(scene, scale):
    with pytest.raises(Refused) as refused:
        detect("water", scene("2018-10-21", scale=scale), zone=ZONE)
    assert refused.value.code == "detect.wrong_scale"


@pytest.mark.parametrize(
    ("bands", "code"),
    [({"green": 1}, "detect.missing_bands"), ({"green": 1, "nir": 9}, "detect.band_number")],
)
def test_bands_that_are_not_there_are_refused(scene, bands, code):
    with pytest.raises(Refused) as refused:
        detect("water", scene("2018-10-21", bands=bands), zone=ZONE)
    assert refused.value.code == code


@pytest.mark.parametrize(("offset", "refused"), [(0, False), (5, True)])
def test_a_pair_that_lies_five_pixels_apart_is_refused(scene, tmp_path, folder, offset, refused):
    moved = tmp_path / "moved.tif"
    shutil.copy(folder / "itoiz_s2_2018-07-23.tif", moved)
    with rasterio.open(moved, "r+") as raster:
        raster.transform = raster.transform @ Affine.translation(offset, -offset)
    pair = (scene("2018-10-21"), scene("2018-07-23", path=moved))
    if not refused:
        assert detect("water", pair[0], reference=pair[1], zone=ZONE).findings
        return
    with pytest.raises(Refused) as caught:
        detect("water", pair[0], reference=pair[1], zone=ZONE)
    assert caught.value.code == "detect.misaligned"


def test_without_a_zone_the_lost_shore_of_the_whole_reservoir_is_found(scene, land_that_was_water):
    result = detect("water", scene("2018-10-21"), reference=scene("2018-07-23"))
    truth, _, affine, crs = land_that_was_water
    there = np.zeros(result.mask.shape, np.uint8)
    reproject(
        truth.astype(np.uint8),
        there,
        src_transform=affine,
        src_crs=crs,
        dst_transform=result.mask_transform,
        dst_crs=result.crs,
        resampling=Resampling.nearest,
    )
    outlines = [mapping(finding.pixel_polygon) for finding in result.findings]
    found = geometry_mask(outlines, there.shape, Affine.identity(), invert=True)
    seen = result.mask != 255
    hit = (found & (there == 1) & seen).sum()
    assert hit / found.sum() > 0.8
    assert hit / ((there == 1) & seen).sum() > 0.7
    assert np.isin(result.mask, [0, 1, 255]).all()
