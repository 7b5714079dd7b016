"""Bare or dry ground: found by colour or BSI, new with a baseline, never sure by colour alone."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import SceneInput, detect
from imagery.evaluation.sets import bare_soil
from tests.unit.imagery import rasters

SIDE = 240
RGB = {"red": 1, "green": 2, "blue": 3}
LAWN, EARTH, ASPHALT = (0.30, 0.42, 0.22), (0.58, 0.48, 0.38), (0.45, 0.45, 0.46)
PIT = (slice(80, 150), slice(60, 160))
ROAD = (slice(180, 220), slice(0, SIDE))


def ground(*pits, seed=1):
    """A lawn with a road and pits of earth (3, SIDE, SIDE), 0-1."""
    rng = np.random.default_rng(seed)
    planes = np.empty((3, SIDE, SIDE))
    for band in range(3):
        planes[band] = LAWN[band]
        planes[band][ROAD] = ASPHALT[band]
        for pit in pits:
            planes[band][pit] = EARTH[band]
    fine = ndimage.gaussian_filter(rng.normal(0, 0.15, (SIDE, SIDE)), 1.0)
    return planes * (1 + fine) + rng.normal(0, 0.01, planes.shape)


def write(path, planes, *, year=2025, bands=RGB, **profile):
    values = np.clip(planes * 255, 1, 255).astype(np.uint8)
    rasters.write(path, values, gsd_m=profile.pop("gsd_m", 0.15), **profile)
    taken = datetime(year, 6, 1, tzinfo=UTC)
    return SceneInput(path, bands, scale=1 / 255, taken_at=taken)


def covered(result, place):
    return float((result.mask[place] == 1).mean())


def test_earth_is_marked_and_lawn_and_asphalt_are_not(tmp_path):
    result = detect("bare-soil", write(tmp_path / "a.tif", ground(PIT)))
    assert covered(result, PIT) > 0.95
    rest = result.mask.copy()
    rest[PIT] = 0
    assert (rest == 1).mean() < 0.01
    finding = result.findings[0]
    assert finding.code == "ENV-04"
    assert finding.area_m2 == pytest.approx(70 * 100 * 0.15**2, rel=0.1)


def test_colour_alone_is_never_sure_and_says_why(tmp_path):
    finding = detect("bare-soil", write(tmp_path / "a.tif", ground(PIT))).findings[0]
    assert finding.confidence <= 0.5
    assert "dry grass" in finding.detail["caution"]
    assert finding.detail["sign"] == "bare or dry ground"


def test_a_satellites_stretched_colours_are_not_judged(tmp_path):
    result = detect("bare-soil", write(tmp_path / "a.tif", ground(PIT), gsd_m=10.0))
    assert (result.abstained, result.findings) == ("detect.colours_of_satellite", ())
    assert (result.mask == 255).all()
    assert result.assessed_fraction == 0
    assert "bare_share" not in result.detail
    aerial = detect("bare-soil", write(tmp_path / "b.tif", ground(PIT), gsd_m=0.6))
    assert aerial.abstained is None


def test_with_a_baseline_only_new_ground_is_reported(tmp_path):
    old = (slice(10, 50), slice(20, 80))
    image = write(tmp_path / "now.tif", ground(PIT, old))
    reference = write(tmp_path / "then.tif", ground(old, seed=2), year=2024)
    result = detect("bare-soil", image, reference=reference)
    assert covered(result, old) > 0.95  # the mask stays what is bare in the image
    (finding,) = result.findings
    assert finding.detail["sign"] == "new bare or dry ground"
    assert finding.pixel_polygon.centroid.y == pytest.approx(115, abs=3)
    alone = detect("bare-soil", image).findings[0]
    assert finding.confidence > alone.confidence


def test_the_same_ground_moved_a_little_is_not_new(tmp_path):
    then = np.roll(ground(PIT), (2, 1), (1, 2))
    image = write(tmp_path / "now.tif", ground(PIT))
    reference = write(tmp_path / "then.tif", then, year=2024)
    assert not detect("bare-soil", image, reference=reference).findings


def test_shortwave_tells_soil_from_plants_and_water(tmp_path):
    covers = np.array([[0.05, 0.06, 0.42, 0.2], [0.1, 0.24, 0.3, 0.38], [0.06, 0.05, 0.02, 0.01]])
    kind = np.repeat(np.arange(3), 40)[None, :].repeat(120, 0)
    rng = np.random.default_rng(4)
    planes = np.moveaxis(covers[kind], -1, 0) + rng.normal(0, 0.004, (4, 120, 120))
    path = rasters.write(tmp_path / "a.tif", planes.astype(np.float32), gsd_m=10)
    scene = SceneInput(path, {"blue": 1, "red": 2, "nir": 3, "swir16": 4})
    mask = detect("bare-soil", scene).mask
    assert (mask[2:-2, 42:78] == 1).all()
    assert (mask[:, :38] == 0).all()
    assert (mask[:, 82:] == 0).all()
    assert "caution" not in detect("bare-soil", scene).findings[0].detail


def test_a_black_frame_is_not_assessed(tmp_path):
    planes = ground(PIT)
    planes[:, :30] = 0
    result = detect("bare-soil", write(tmp_path / "a.tif", planes))
    assert (result.mask[:29] == 255).all()
    assert covered(result, PIT) > 0.95


def test_a_near_infrared_camera_is_refused(tmp_path):
    planes = np.stack([0.7 + 0 * ground()[0], 0.4 * ground()[1], 0.4 + 0 * ground()[2]])
    planes[0] += np.random.default_rng(1).normal(0, 0.02, planes[0].shape)
    with pytest.raises(Refused) as refused:
        detect("bare-soil", write(tmp_path / "a.tif", planes))
    assert refused.value.code == "detect.nir_camera"


def test_without_a_position_metres_are_unknown_and_said_so(tmp_path):
    result = detect("bare-soil", write(tmp_path / "a.tif", ground(PIT), crs=None))
    assert "detect.gsd_unknown" in result.flags
    assert result.findings[0].polygon is None
    assert np.isnan(result.findings[0].area_m2)


def test_park_frames_hold_hardly_any_and_a_dried_pond_does(sample_data):
    folder = sample_data / "drone"
    park = folder / "photos" / "brighton_beach" / "DJI_0030.JPG"  # with a gravel beach
    pond = folder / "rasters" / "deepforest" / "5dded5bc0140b80006d2e565_23.tif"
    shares = [
        float((detect("bare-soil", SceneInput(path, RGB, scale=1 / 255)).mask == 1).mean())
        for path in (park, pond)
    ]
    assert shares[0] <= 0.02
    assert shares[1] >= 0.6


def test_cameras_without_true_red_are_the_set_s_abstentions(sample_data):
    cases = list(bare_soil.cases(sample_data))
    assert len(cases) == 3
    for case in cases:
        with pytest.raises(Refused) as refused:
            detect("bare-soil", case.image)
        assert refused.value.code == "detect.nir_camera"
