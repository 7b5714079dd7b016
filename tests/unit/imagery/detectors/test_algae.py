"""Algae: blooms stand out of their own water, weak water is left alone, land is never judged."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from imagery import detectors
from imagery.evaluation.runner import chosen, rows
from tests.unit.imagery.detectors import waters
from tests.unit.imagery.detectors.waters import ALL, BLOOM, CLEAR, LAKE, SCUM, disc, planes, scene

PATCH = disc(18, (70, 90))
MCI = ("green", "red", "rededge705", "rededge740")


def _detected(tmp_path, roles, parts, **fields):
    made = scene(tmp_path / "a.tif", roles, planes(roles, parts, **fields))
    return detectors.detect("algae", made)


@pytest.mark.parametrize("roles", [MCI, ALL, ("green", "red", "rededge705", "nir")])
def test_a_bloom_is_outlined(roles, tmp_path):
    result = _detected(tmp_path, roles, [(PATCH, BLOOM)])
    found = result.mask == 1
    assert (found & PATCH).sum() / (found | PATCH).sum() > 0.85
    assert [finding.code for finding in result.findings] == ["INT-02"]
    assert result.findings[0].area_m2 == pytest.approx(PATCH.sum() * 400, rel=0.15)


def test_a_lake_without_bloom_is_not_forced_into_one(tmp_path):
    clearer = np.clip(disc(60).astype(float) * np.linspace(0, 0.15, waters.SIDE), 0, 1)
    result = _detected(tmp_path, MCI, [(clearer, BLOOM)])
    assert (result.mask == 1).sum() == 0
    assert (result.mask == 0).sum() > 0.9 * LAKE.sum()
    assert result.abstained is None


def test_a_lake_in_bloom_from_shore_to_shore_is_one(tmp_path):
    result = _detected(tmp_path, MCI, (), base=BLOOM)
    assert (result.mask == 1).sum() > 0.9 * LAKE.sum()


def test_each_water_body_is_held_against_itself(tmp_path):
    pond, lake = disc(20, (25, 130)), disc(45, (95, 60))
    weak = CLEAR | {"rededge705": 0.029}
    values = planes(MCI, [(pond, weak)], lake=pond | lake)
    result = detectors.detect("algae", scene(tmp_path / "a.tif", MCI, values))
    assert (result.mask[pond] == 1).sum() == 0


def test_land_is_not_assessed(tmp_path):
    result = _detected(tmp_path, ALL, [(PATCH, BLOOM)])
    assert (result.mask[~LAKE] == 255).all()
    values = planes(ALL, lake=disc(0))
    dry = detectors.detect("algae", scene(tmp_path / "b.tif", ALL, values))
    assert dry.abstained == "detect.no_water_seen"
    assert (dry.mask == 255).all()


def test_thick_scum_needs_shortwave_infrared_to_be_told_from_land(tmp_path):
    with_swir = _detected(tmp_path, ALL, [(PATCH, SCUM)])
    assert (with_swir.mask[disc(15, (70, 90))] == 1).all()
    assert "detect.scum_like_land" not in with_swir.flags
    without = _detected(tmp_path, ALL[:-1], [(PATCH, SCUM)])
    assert "detect.scum_like_land" in without.flags
    assert not (without.mask[disc(15, (70, 90))] == 0).any()


def test_without_red_edge_the_answer_is_weaker_and_says_so(tmp_path):
    plain = _detected(tmp_path, ("green", "red", "nir", "swir16"), [(PATCH, SCUM)])
    full = _detected(tmp_path, ALL, [(PATCH, SCUM)])
    assert "detect.weaker_without_red_edge" in plain.flags
    assert "detect.weaker_without_red_edge" not in full.flags
    assert 0 < plain.findings[0].confidence <= 0.5


def test_cloud_over_the_lake_is_not_assessed(tmp_path):
    values = planes(ALL, [(PATCH, BLOOM)])
    cloud = np.where(disc(25, (110, 70)), 90.0, 0.0)[None]
    made = scene(
        tmp_path / "a.tif", ALL, np.concatenate([values, cloud]).astype(np.float32), cloud_band=8
    )
    result = detectors.detect("algae", made)
    assert (result.mask[disc(25, (110, 70))] == 255).all()
    assert (result.mask[disc(10, (70, 90))] == 1).all()


def test_a_baseline_says_how_much_it_was_before(tmp_path):
    now = scene(tmp_path / "a.tif", MCI, planes(MCI, [(PATCH, BLOOM)]))
    then = scene(
        tmp_path / "b.tif", MCI, planes(MCI, seed=9), taken_at=now.taken_at - timedelta(days=10)
    )
    result = detectors.detect("algae", now, reference=then)
    detail = result.findings[0].detail
    assert detail["measured"] > 5 * abs(detail["measured_before"])


def test_goals_on_the_measured_lake_are_met(sample_data):
    found = [row for row in rows(chosen("harsha")["harsha"], sample_data) if row.goal]
    assert len(found) == 2
    assert all(row.met for row in found), found
