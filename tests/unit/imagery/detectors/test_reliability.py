"""Verdicts move a confidence by what they weigh, keep its order, and may lift the cap."""

from __future__ import annotations

import itertools

import pytest

from imagery.detectors.reliability import Reliability, recalibrated


def test_without_verdicts_nothing_changes():
    for share in (0.1, 0.5, 0.9):
        assert recalibrated(share, 0, 0) == pytest.approx(share, abs=1e-3)
    assert Reliability(0, 0).share is None


def test_confirmed_findings_raise_it_and_rejected_ones_lower_it():
    assert recalibrated(0.6, 18, 20, expected=0.6) > 0.6 > recalibrated(0.6, 4, 20, expected=0.6)
    assert recalibrated(0.6, 36, 40) > recalibrated(0.6, 9, 10) > 0.6


def test_a_surer_finding_stays_surer():
    moved = [recalibrated(share, 31, 40, expected=0.5) for share in (0.2, 0.4, 0.6, 0.8)]
    assert all(one < other for one, other in itertools.pairwise(moved))


def test_many_verdicts_decide_for_a_typical_finding():
    assert recalibrated(0.8, 200, 1000, expected=0.8) == pytest.approx(0.2, abs=0.02)


def test_only_proof_lifts_the_cap():
    assert recalibrated(0.9, 10, 10) == 0.9
    assert Reliability(10, 10).at_least < 0.9
    assert 0.9 < recalibrated(0.97, 500, 500) <= Reliability(500, 500).at_least


def test_impossible_counts_are_an_error():
    with pytest.raises(ValueError, match="5 right of 4"):
        recalibrated(0.5, 5, 4)
