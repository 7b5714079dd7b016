"""A detector can say "cannot see that from here": what each pixel size shows."""

from __future__ import annotations

import itertools
import math

import pytest

from geo.signs import signs
from imagery.detectors.visibility import sees, smallest_object_m


@pytest.mark.parametrize(
    ("sign", "gsd_m", "side"),
    [
        ("VEG", 0.05, 0.3),
        ("VEG", 0.01, 0.3),
        ("VEG", 0.8, 4),
        ("ALGAE", 10, 30),
        ("ALGAE", 20, 60),
        ("DRY", 10, 30),
        ("SOIL", 0.8, 4),
    ],
)
def test_the_smallest_object_follows_the_table(sign, gsd_m, side):
    assert smallest_object_m(sign, gsd_m) == pytest.approx(side)


@pytest.mark.parametrize("sign", [sign.sign for sign in signs()])
def test_coarser_pixels_never_show_smaller_things(sign):
    steps = [0.005 * 1.3**n for n in range(40)]
    sizes = [smallest_object_m(sign, step) for step in steps]
    assert all(one <= other + 1e-9 for one, other in itertools.pairwise(sizes))
    assert all(size > 0.999 * step for size, step in zip(sizes, steps, strict=True))


@pytest.mark.parametrize(
    ("sign", "gsd_m", "seen"),
    [
        ("VEG", 0.05, True),
        ("VEG", 0.5, True),
        ("VEG", 10, False),
        ("COVER", 0.01, True),
        ("COVER", 0.8, False),
        ("FENCE", 0.02, True),
        ("FENCE", 10, False),
        ("DRY", 10, True),
        ("DRY", 250, False),
        ("ALGAE", 20, False),
        ("TURBID", 20, True),
    ],
)
def test_a_sign_is_seen_or_not(sign, gsd_m, seen):
    assert sees(sign, gsd_m) is seen


def test_an_unknown_pixel_size_is_unknown_and_no_reason_to_keep_still():
    assert math.isnan(smallest_object_m("VEG", math.nan))
    assert sees("VEG", math.nan)


def test_an_unknown_sign_is_an_error():
    with pytest.raises(KeyError):
        smallest_object_m("WEATHER", 1.0)
