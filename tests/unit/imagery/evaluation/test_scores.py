"""A score counts what was seen and got right; hiding and empty answers do not raise it."""

from __future__ import annotations

import numpy as np
import pytest

from imagery.evaluation.scores import Counts, count, met


def test_only_labelled_pixels_count_and_unseen_ones_are_told():
    mask = np.array([[1, 1, 0, 0, 255, 255, 2, 1]], np.uint8)
    truth = np.array([[1, 0, 1, 0, 1, 255, 0, 255]], np.uint8)
    assert count(mask, truth) == Counts(true_yes=1, false_yes=1, false_no=1, true_no=2, unseen=1)


def test_labels_of_other_pixels_are_an_error():
    with pytest.raises(ValueError, match="differ in shape"):
        count(np.zeros((2, 3), np.uint8), np.zeros((3, 2), np.uint8))


def test_precision_recall_f1_and_iou():
    counts = Counts(true_yes=60, false_yes=20, false_no=20, true_no=100)
    assert counts.precision == counts.recall == counts.f1 == pytest.approx(0.75)
    assert counts.iou == pytest.approx(0.6)


@pytest.mark.parametrize(("unseen", "value"), [(0, 1.0), (15, 1.0), (50, 0.5 / 0.85), (100, 0)])
def test_below_85_percent_assessed_the_score_shrinks_in_proportion(unseen, value):
    seen = 100 - unseen
    counts = Counts(true_yes=seen // 2, true_no=seen - seen // 2, unseen=unseen)
    assert counts.value("f1") == pytest.approx(value)


def test_an_empty_answer_earns_nothing():
    assert Counts(false_no=10, true_no=90).value("f1") == 0
    assert Counts().value("f1") == 0
    assert Counts(unseen=100).value("false_share") == 1


def test_pooling_adds_pixels_not_scores():
    large, small = Counts(true_yes=90, false_no=10), Counts(true_yes=1, false_yes=9)
    assert (large + small).f1 == pytest.approx(182 / 201)


@pytest.mark.parametrize(
    ("goal", "value", "reached"),
    [(">=0.96", 0.96, True), (">=0.96", 0.9599, False), ("<=.02", 0.021, False), ("", 0.1, None)],
)
def test_a_goal_is_reached_or_not(goal, value, reached):
    assert met(goal, value) is reached


def test_a_goal_that_is_not_understood_is_an_error():
    with pytest.raises(ValueError, match="not a goal"):
        met("about 0.9", 0.9)
