"""Radar floods: water where it shows, an abstention where it does not, new water against old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from scipy import ndimage

from geo.errors import Refused
from imagery import detectors
from imagery.detectors import SceneInput
from imagery.evaluation.runner import chosen, rows
from tests.unit.imagery import rasters

SIDE = 200
TAKEN = datetime(2025, 7, 1, tzinfo=UTC)


def _radar(water, *, seed=1, land=(-9.0, -15.5), wet=(-20.0, -27.0)):
    """DB planes (2, rows, cols) with the speckle of five looks."""
    rng = np.random.default_rng(seed)
    speckle = 10 * np.log10(rng.gamma(5, 1 / 5, (2, SIDE, SIDE)))
    level = np.where(water, np.reshape(wet, (2, 1, 1)), np.reshape(land, (2, 1, 1)))
    return (level + speckle).astype(np.float32)


def _lake(radius=50, at=(100, 100)):
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.hypot(y - at[0], x - at[1]) < radius


def _scene(path, values, *, taken_at=TAKEN, bands=None, **profile):
    rasters.write(path, values, gsd_m=10, **profile)
    return SceneInput(path, bands or {"vv": 1, "vh": 2}, taken_at=taken_at)


def _f1(mask, truth):
    hit = int(((mask == 1) & truth).sum())
    return 2 * hit / int((mask == 1).sum() + truth.sum())


@pytest.mark.parametrize("radius", [12, 50, 95])
def test_a_lake_of_any_share_of_the_scene_is_outlined(radius, tmp_path):
    truth = _lake(radius)
    result = detectors.detect("flood-sar", _scene(tmp_path / "a.tif", _radar(truth)))
    assert _f1(result.mask, truth) > 0.93
    assert result.abstained is None
    assert len(result.findings) == 1
    assert result.findings[0].area_m2 == pytest.approx(100 * truth.sum(), rel=0.15)


def test_linear_power_gives_the_same_water_as_db(tmp_path):
    values = _radar(_lake())
    decibels = detectors.detect("flood-sar", _scene(tmp_path / "a.tif", values))
    power = detectors.detect("flood-sar", _scene(tmp_path / "b.tif", 10 ** (values / 10)))
    assert np.array_equal(power.mask, decibels.mask)
    assert "detect.sar_converted" in power.flags
    assert "detect.sar_converted" not in decibels.flags


@pytest.mark.parametrize("wrong", [lambda v: v * 100, lambda v: 10 ** (v / 20) * 3000])
def test_numbers_that_are_neither_db_nor_power_are_refused(wrong, tmp_path):
    scene = _scene(tmp_path / "a.tif", wrong(_radar(_lake())).astype(np.float32))
    with pytest.raises(Refused) as refused:
        detectors.detect("flood-sar", scene)
    assert refused.value.code == "detect.sar_scale"


def test_land_alone_is_no_water_and_the_answer_says_what_radar_cannot_see(tmp_path):
    result = detectors.detect("flood-sar", _scene(tmp_path / "a.tif", _radar(_lake(0))))
    assert result.abstained == "detect.water_not_visible"
    assert not (result.mask == 1).any()
    assert result.findings == ()


def test_water_as_bright_as_land_is_not_claimed_and_dark_ground_not_cleared(tmp_path):
    hidden = _radar(_lake(14), wet=(-16.8, -22.8))
    result = detectors.detect("flood-sar", _scene(tmp_path / "a.tif", hidden))
    assert result.abstained == "detect.water_not_visible"
    assert not (result.mask == 1).any()
    assert (result.mask[_lake(8)] == 255).mean() > 0.7


def test_with_an_older_image_only_new_water_is_flood(tmp_path):
    river, flood = _lake(20, (40, 100)), _lake(40, (130, 100))
    before = _scene(tmp_path / "b.tif", _radar(river, seed=2), taken_at=TAKEN - timedelta(days=12))
    now = _scene(tmp_path / "a.tif", _radar(river | flood))
    result = detectors.detect("flood-sar", now, reference=before)
    assert _f1(result.mask, flood) > 0.93
    assert not (result.mask[ndimage.binary_erosion(river, iterations=5)] == 1).any()
    assert len(result.findings) == 1
    assert result.findings[0].code == "ENV-10"


def test_an_older_image_of_another_place_is_refused(tmp_path):
    before = _scene(
        tmp_path / "b.tif", _radar(_lake()), crs="EPSG:32645", taken_at=TAKEN - timedelta(days=12)
    )
    with pytest.raises(Refused) as refused:
        detectors.detect("flood-sar", _scene(tmp_path / "a.tif", _radar(_lake())), reference=before)
    assert refused.value.code == "detect.no_overlap"


def test_one_polarisation_is_enough_and_said_to_be_weaker(tmp_path):
    scene = _scene(tmp_path / "a.tif", _radar(_lake())[:1], bands={"vv": 1})
    result = detectors.detect("flood-sar", scene)
    assert _f1(result.mask, _lake()) > 0.93
    assert "detect.sar_one_polarisation" in result.flags


def test_goals_on_the_sample_chips_are_met(sample_data):
    found = list(rows(chosen("sen1floods11")["sen1floods11"], sample_data))
    assert len(found) == 3
    assert all(row.met for row in found), found
