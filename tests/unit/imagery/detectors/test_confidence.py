"""Confidence: a capped share that falls with everything that makes a finding doubtful."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imagery.detectors import SceneInput, calibration, checks
from imagery.detectors.base import CONFIDENCE_CAP, Features, confidence

CLEAR = {"margin": 3.0, "size": 6.0, "assessed": 1.0}


@pytest.mark.parametrize(
    "doubt",
    [
        {"margin": 0.2},
        {"size": 0.5},
        {"assessed": 0.4},
        {"season_days": 120.0},
        {"bimodality": 0.65},
    ],
)
def test_every_doubt_lowers_the_rule_of_thumb(doubt, monkeypatch):
    monkeypatch.setattr(calibration, "fitted", lambda: None)
    assert confidence(**CLEAR | doubt) < confidence(**CLEAR)


def test_no_detector_is_surer_than_the_cap():
    assert confidence(99, 99, 1) <= CONFIDENCE_CAP
    assert confidence(99, 99, 1, cap=1.0) <= CONFIDENCE_CAP
    assert confidence(99, 99, 1, cap=0.5) <= 0.5


def test_a_confidence_is_a_plain_number_that_remembers_its_features():
    sure = confidence(**CLEAR, detector="water")
    assert json.dumps({"c": sure}) == json.dumps({"c": float(sure)})
    assert sure.features == Features(3.0, 6.0, 1.0, None, None, "water")
    for copied in (pickle.loads(pickle.dumps(sure)), copy.deepcopy(sure)):  # noqa: S301
        assert (copied, copied.features) == (sure, sure.features)


def _taken(text):
    return SceneInput(Path("x.tif"), {}, taken_at=datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("2024-07-01", "2018-07-03", 1),
        ("2024-01-10", "2023-12-20", 21),
        ("2024-01-15", "2023-07-15", 181),
    ],
)
def test_the_season_gap_ignores_the_year(one, other, days):
    assert checks.season_days(_taken(one), _taken(other)) == pytest.approx(days, abs=1)


def test_different_seasons_are_said_and_unknown_ones_are_not_made_up():
    summer, winter = _taken("2024-07-01"), _taken("2023-12-20")
    assert checks.season_flags(summer, winter) == ("detect.season_differs",)
    assert checks.season_flags(summer, _taken("2020-07-20")) == ()
    assert checks.season_days(summer, None) is None
    assert checks.season_flags(summer, SceneInput(Path("x.tif"), {})) == ()
