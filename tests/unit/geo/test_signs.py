"""The table of visible signs is read whole: every size in words becomes metres."""

from __future__ import annotations

import math

import pytest

from geo.signs import side_m, sights, signs


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("0.3 m (5 px at 5 cm)", 0.3),
        ("mat >=900 m2", 30),
        (">=900 m2 and >25 % of pixel", 30),
        ("channel >=20-30 m wide", 30),
        ("truck 2x8 m sometimes", 4),
        (">=30x30 m (9 px)", 30),
        ("y >=4 m crown", 4),
        ("1 m2", 1),
        ("n (crown >10 m only as context)", None),
        ("not resolvable", None),
        ("no", None),
    ],
)
def test_sizes_in_words_become_metres(text, side):
    assert side_m(text) == (side if side is None else pytest.approx(side))


def test_every_sign_has_a_smallest_size_seen_from_a_drone():
    assert len(signs()) == 16
    for sign in signs():
        sizes = sights()[sign.sign].sizes
        assert sizes[0][0] == 0.05
        assert 0 < sizes[0][1] <= 2
        assert list(sizes) == sorted(sizes)


def test_a_satellite_that_the_table_rules_out_is_blind():
    assert sights()["VEG"].blind_from_m == 10
    assert sights()["COVER"].blind_from_m == 0.8
    assert sights()["ALGAE"].blind_from_m == math.inf
