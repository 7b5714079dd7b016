"""Plants on two dates: what grew into the ring, what was cleared, what only looks so."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import ndimage

from imagery.detectors import SceneInput, detect
from tests.unit.imagery import rasters

SIDE = 240
GSD_M = 0.15
RGB = {"red": 1, "green": 2, "blue": 3}
GRAVEL, WOOD = (0.5, 0.48, 0.45), (0.2, 0.34, 0.15)
NEW, OLD = (slice(30, 90), slice(40, 110)), (slice(140, 210), slice(120, 200))


def ground(*woods, seed=1, light=1.0):
    """Gravel with woods of rough crowns (3, SIDE, SIDE), 0-1."""
    rng = np.random.default_rng(seed)
    gravel = 1 + ndimage.gaussian_filter(rng.normal(0, 0.1, (SIDE, SIDE)), 1)
    leaves = 1 + ndimage.gaussian_filter(np.random.default_rng(7).normal(0, 1.2, (SIDE, SIDE)), 1.4)
    wooded = np.zeros((SIDE, SIDE), bool)
    for wood in woods:
        wooded[wood] = True
    planes = [np.where(wooded, w * leaves, g * gravel) for g, w in zip(GRAVEL, WOOD, strict=True)]
    return np.clip(np.stack(planes) * light + rng.normal(0, 0.01, (3, SIDE, SIDE)), 0.02, 1)


def write(path, planes, *, year, month=6):
    rasters.write(path, np.clip(planes * 255, 1, 255).astype(np.uint8), gsd_m=GSD_M)
    return SceneInput(path, RGB, scale=1 / 255, taken_at=datetime(year, month, 1, tzinfo=UTC))


def run(folder, now, then, *, month=6):
    image = write(folder / "now.tif", now, year=2025)
    reference = write(folder / "then.tif", then, year=2024, month=month)
    return image, detect("vegetation", image, reference=reference)


def test_a_crown_says_whether_it_is_new(tmp_path):
    _, result = run(tmp_path, ground(NEW, OLD), ground(OLD, seed=2))
    crowns = [one for one in result.findings if one.code == "ENV-01"]
    shares = {one.detail["change"]: one.detail["new_share"] for one in crowns}
    assert shares["encroaching"] > 0.9
    assert shares["there before"] < 0.1


def test_cleared_wood_is_reported_as_such(tmp_path):
    _, result = run(tmp_path, ground(OLD), ground(NEW, OLD, seed=2))
    (cleared,) = [one for one in result.findings if one.detail["change"] == "vegetation cleared"]
    assert cleared.code == "ENV-04"
    assert cleared.area_m2 == pytest.approx(60 * 70 * GSD_M**2, rel=0.15)


def test_another_light_or_a_small_shift_is_no_change(tmp_path):
    then = np.roll(ground(OLD, seed=2, light=0.7), (2, -1), (1, 2))
    _, result = run(tmp_path, ground(OLD), then)
    assert {one.detail["change"] for one in result.findings} == {"there before"}
    assert result.detail["grown_share"] < 0.01


def test_the_mask_stays_the_cover_of_the_image(tmp_path):
    image, result = run(tmp_path, ground(NEW), ground(OLD, seed=2))
    assert np.array_equal(result.mask, detect("vegetation", image).mask)


def test_another_season_is_said_and_believed_less(tmp_path):
    _, same = run(tmp_path, ground(OLD), ground(NEW, OLD, seed=2))
    _, other = run(tmp_path, ground(OLD), ground(NEW, OLD, seed=2), month=10)
    assert "detect.season_differs" in other.flags
    assert other.findings[-1].detail["detect.season_differs"] == "yes"
    assert other.findings[-1].confidence < same.findings[-1].confidence
