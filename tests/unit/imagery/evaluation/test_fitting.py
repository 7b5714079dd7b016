"""The fitted confidence is the share of such findings that were right, and is measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from shapely.geometry import box

from imagery.detectors import FindingShape, SceneInput, calibration
from imagery.detectors.base import CONFIDENCE_CAP, Confidence, confidence
from imagery.detectors.calibration import PRIOR, Features, Model, estimate, terms
from imagery.evaluation import Case, labelled, table
from imagery.evaluation.fitting import LEAST_FINDINGS, fit
from imagery.evaluation.labelled import LabelledFinding, findings_of
from imagery.evaluation.outcomes import Outcome


def _drawn(scenes=8, each=30, seed=1, detector="land-change"):
    """Findings whose true log odds are -1 + 1.5 log(1 + margin)."""
    rng = np.random.default_rng(seed)
    for scene in range(scenes):
        for _ in range(each):
            margin = float(rng.exponential(1.0))
            share = 1 / (1 + np.exp(1 - 1.5 * np.log1p(margin)))
            features = Features(margin, 3.0, 1.0, None, None, detector)
            yield LabelledFinding(f"set/{scene}", features, bool(rng.random() < share))


@pytest.fixture(scope="module")
def model():
    return fit(list(_drawn()), data="abc")


def test_the_model_learns_what_the_findings_say(model):
    for margin in (0.1, 1.0, 3.0):
        true = 1 / (1 + np.exp(1 - 1.5 * np.log1p(margin)))
        features = Features(margin, 3.0, 1.0, None, None, "land-change")
        assert estimate(features, model) == pytest.approx(true, abs=0.1)


def test_it_is_measured_on_scenes_it_has_not_seen_and_beats_the_base_rate(model):
    told = model.measured
    assert told["ece_left_out"] < 0.1
    assert told["brier_in_sample"] <= told["brier_left_out"] < told["brier_base_rate"]
    assert told["scenes"] == 8


def test_noise_is_not_made_into_knowledge():
    rng = np.random.default_rng(3)
    noise = [LabelledFinding(one.scene, one.features, bool(rng.random() < 0.6)) for one in _drawn()]
    shares = [estimate(Features(margin, 3.0, 1.0), fit(noise)) for margin in (0.1, 1.0, 3.0)]
    assert max(shares) - min(shares) < 0.2


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (Features(0.1, 3, 1), Features(3, 3, 1)),
        (Features(1, 1, 1), Features(1, 50, 1)),
        (Features(1, 3, 0.3), Features(1, 3, 1)),
        (Features(1, 3, 1, 170), Features(1, 3, 1, 5)),
        (Features(1, 3, 1, None, 0.65), Features(1, 3, 1, None, 0.9)),
    ],
)
def test_no_doubt_ever_raises_it_even_where_labels_happen_to_say_so(worse, better):
    upside = [
        LabelledFinding(f"s/{n % 5}", worse if n % 2 else better, bool(n % 2)) for n in range(60)
    ]
    found = fit(upside)
    assert estimate(worse, found) <= estimate(better, found) + 1e-9


def test_what_no_label_speaks_of_keeps_its_prior(model):
    assert model.coefficients["season"] == pytest.approx(PRIOR["season"], abs=1e-3)
    assert terms(Features(1, 1, 1)) | {"season": 0, "bimodality": 0} == terms(Features(1, 1, 1))


def _of(detector, right):
    features = Features(1, 3, 1, detector=detector)
    return (LabelledFinding(f"{detector}/1", features, n < right) for n in range(20))


def test_a_poor_detector_is_told_from_a_good_one_and_an_unknown_one_lies_between():
    found = fit([*_of("poor", 4), *_of("good", 16)])
    shares = [estimate(Features(1, 3, 1, detector=n), found) for n in ("poor", "new", "good")]
    assert shares == sorted(shares)
    assert shares[2] - shares[0] > 0.3


def test_one_busy_scene_does_not_outweigh_the_others():
    busy = [LabelledFinding("busy", Features(1, 3, 1), right=False) for _ in range(400)]
    rest = [LabelledFinding(f"s/{n}", Features(1, 3, 1), right=True) for n in range(40)]
    assert fit(busy + rest).base_rate > 0.6


@pytest.mark.parametrize("right", [True, False])
def test_too_few_or_like_findings_make_no_model(right):
    one = LabelledFinding("a", Features(1, 3, 1), right)
    assert fit([one] * 50) is None
    other = LabelledFinding("b", Features(1, 3, 1), not right)
    assert fit([one, other] * (LEAST_FINDINGS // 2 - 1)) is None


def test_the_file_brings_the_model_back(model, tmp_path, monkeypatch):
    path = tmp_path / "calibration.json"
    path.write_text(calibration.written(model), encoding="utf-8")
    monkeypatch.setattr(calibration, "FILE", path)
    calibration.fitted.cache_clear()
    try:
        again = calibration.fitted()
        features = Features(2.0, 5.0, 0.9, detector="land-change")
        assert estimate(features, again) == pytest.approx(estimate(features, model), abs=1e-3)
        assert confidence(2.0, 5.0, 0.9, detector="land-change") == pytest.approx(
            estimate(features, again), abs=1e-3
        )
        assert confidence(1e6, 1e6, 1.0, detector="land-change") <= CONFIDENCE_CAP
        path.write_text(json.dumps({"format": 99}), encoding="utf-8")
        calibration.fitted.cache_clear()
        assert calibration.fitted() is None
    finally:
        calibration.fitted.cache_clear()


def test_a_season_gap_shows_even_where_the_cap_makes_all_alike(model):
    near, far = Features(50, 50, 1, 5), Features(50, 50, 1, 170)
    assert calibration.capped(near, model, 0.6) == pytest.approx(0.6, abs=0.02)
    assert calibration.capped(far, model, 0.6) < 0.45


def test_a_detector_without_labels_is_never_surer_than_the_rule_of_thumb(model, monkeypatch):
    monkeypatch.setattr(calibration, "fitted", lambda: None)
    thumb = confidence(0.1, 1, 1, detector="unlabelled")
    sure = replace(model, intercept=5.0, base_rate=0.99)
    monkeypatch.setattr(calibration, "fitted", lambda: sure)
    assert estimate(Features(0.1, 1, 1), sure) > 0.95
    assert confidence(0.1, 1, 1, detector="unlabelled") == thumb
    assert confidence(0.1, 1, 1, detector="land-change") > thumb


def test_the_table_gives_both_errors_and_the_counts(model, tmp_path):
    text = table.written([], tmp_path, model=model)
    assert "240 labelled findings of 8 places (land-change 240)" in text
    assert f"{model.measured['ece_left_out']:.3f}" in text
    assert "Not fitted" in table.written([], tmp_path)


def test_the_table_says_when_the_model_is_no_better_than_the_plain_share(model, tmp_path):
    poor = replace(model, measured={**model.measured, "brier_left_out": 0.9})
    assert "no better than the plain share" in table.written([], tmp_path, model=poor)
    assert "no better" not in table.written([], tmp_path, model=model)


def test_the_base_rate_of_few_right_findings_stays_modest():
    few = [LabelledFinding(f"s/{n}", Features(1, 3, 1), n > 0) for n in range(20)]
    assert fit(few).base_rate < fit(few).measured["right_share"]


def test_the_shipped_model_if_any_is_capped_and_of_this_format():
    found = calibration.fitted()
    assert found is None or isinstance(found, Model)
    assert 0 < confidence(1.0, 3.0, 1.0, detector="water") <= CONFIDENCE_CAP


def test_variants_of_one_place_are_left_out_together():
    truth = np.ones((20, 20), np.uint8)
    image = SceneInput(Path("x.tif"), {})
    found = FindingShape("X-01", "BLD", None, box(2, 2, 9, 9), confidence(1, 1, 1), 1.0, None, 1, 1)
    detection = SimpleNamespace(findings=(found,), abstained=None)
    scenes = []
    for scene in ("as it is", "other sensor"):
        for place in ("", "town"):
            case = Case(set="s", scene=scene, detector="d", image=image, truth=truth, place=place)
            scenes += [one.scene for one in findings_of(Outcome(case, detection, truth, None))]
    assert scenes == ["s/as it is", "s/town", "s/other sensor", "s/town"]


def _finding(outline, sure):
    return FindingShape("X-01", "BLD", None, outline, sure, 1.0, None, 1.0, 1.0)


def test_an_object_is_right_when_half_of_its_labelled_pixels_are():
    labels = np.full((40, 40), 255, np.uint8)
    labels[10:20, 10:15], labels[10:20, 15:20] = 1, 0
    assert labelled.is_right(_finding(box(10, 10, 20, 20), 0.5), labels) is True
    assert labelled.is_right(_finding(box(12, 10, 20, 20), 0.5), labels) is False
    assert labelled.is_right(_finding(box(30, 30, 40, 40), 0.5), labels) is None
    assert labelled.is_right(_finding(box(50, 50, 60, 60), 0.5), labels) is None


def test_rounding_a_confidence_loses_its_features_so_it_is_not_fitted_on():
    assert isinstance(confidence(1, 1, 1), Confidence)
    assert not isinstance(min(confidence(1, 1, 1) * 1.0, 0.5), Confidence)
