"""Turbidity: plumes out of their own water, glint taken off, muddy rivers left alone."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from imagery import detectors
from imagery.detectors.turbidity.measure import turbidity
from tests.unit.imagery.detectors.waters import ALL, CLEAR, LAKE, MUD, SIDE, disc, planes, scene

PLAIN = ("green", "red", "nir")


def _plume():
    """From the western bank of the lake, fading eastward (0-1)."""
    y, x = np.mgrid[:SIDE, :SIDE]
    fade = np.clip(1 - (x - 22) / 45, 0, 1) * np.clip(1 - np.abs(y - 80) / 14, 0, 1) ** 0.3
    return fade * LAKE


def _detected(tmp_path, roles, parts, **fields):
    made = scene(tmp_path / "a.tif", roles, planes(roles, parts, **fields))
    return detectors.detect("turbidity", made)


@pytest.mark.parametrize("roles", [ALL, PLAIN])
def test_a_plume_from_the_bank_is_found_with_its_gradient(roles, tmp_path):
    result = _detected(tmp_path, roles, [(_plume(), MUD)])
    core = (_plume() > 0.6) & disc(57)
    assert (result.mask[core] == 1).mean() > 0.9
    assert not (result.mask[(_plume() < 0.02) & LAKE] == 1).any()
    (finding,) = result.findings
    assert finding.code == "INT-03"
    assert (finding.detail["at_bank"], finding.detail["gradient"]) == ("yes", "yes")
    left, _, right, _ = finding.polygon.bounds
    assert finding.detail["peak_lon"] < left + (right - left) / 3


def test_glint_is_not_mud(tmp_path):
    result = _detected(tmp_path, ALL, (), glint=0.04)
    assert not (result.mask == 1).any()
    calm = _detected(tmp_path, ALL, ())
    seen = result.mask == 0
    assert np.abs(result.index - calm.index)[seen].max() < 3


def test_a_river_muddy_from_bank_to_bank_is_no_plume(tmp_path):
    result = _detected(tmp_path, ALL, (), base=MUD)
    assert not (result.mask == 1).any()
    assert result.detail["water_median"] > 15


def test_turbidity_rises_with_mud_from_clear_water_to_silt():
    fnu = np.array([2, 10, 50, 150, 400, 900], np.float32)
    red = fnu / (228.1 + fnu / 0.1641)
    near = fnu / (3078.9 + fnu / 0.2112)
    for extra in ({}, {"swir16": np.zeros_like(fnu)}):
        bands = {"green": red, "red": red, "nir": near} | extra
        found = turbidity(bands)
        assert (np.diff(found) > 0).all()
        assert found[:2] == pytest.approx(fnu[:2], rel=0.25)
        assert found[-1] == pytest.approx(fnu[-1], rel=0.25)


def test_without_shortwave_infrared_it_is_weaker_and_says_so(tmp_path):
    plain = _detected(tmp_path, PLAIN, [(_plume(), MUD)])
    full = _detected(tmp_path, ALL, [(_plume(), MUD)])
    assert "detect.weaker_without_swir" in plain.flags
    assert "detect.weaker_without_swir" not in full.flags
    assert plain.findings[0].confidence <= 0.55


def test_a_baseline_says_how_muddy_it_was(tmp_path):
    now = scene(tmp_path / "a.tif", ALL, planes(ALL, [(_plume(), MUD)]))
    then = scene(
        tmp_path / "b.tif", ALL, planes(ALL, seed=9), taken_at=now.taken_at - timedelta(days=200)
    )
    result = detectors.detect("turbidity", now, reference=then)
    detail = result.findings[0].detail
    assert detail["measured"] > 2 * detail["measured_before"]
    assert "detect.season_differs" in result.flags
    alone = detectors.detect("turbidity", now).findings[0].confidence
    assert result.findings[0].confidence < alone


def test_clear_water_is_a_few_fnu(tmp_path):
    result = _detected(tmp_path, ALL, (), base=CLEAR)
    assert 1 < result.detail["water_median"] < 8
    assert np.isnan(result.index[~disc(64)]).all()
