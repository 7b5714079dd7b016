from __future__ import annotations

import numpy as np
import pytest

from imagery.cog.shrink import any_of_four, halved


def expected(pixels, valid):
    """The mean of the valid ones of each 2 x 2, by the definition; 0 where there is none."""
    rows, cols, bands = pixels.shape
    four = pixels.reshape(rows // 2, 2, cols // 2, 2, bands).astype(np.float64)
    seen = valid.reshape(rows // 2, 2, cols // 2, 2, 1)
    count = seen.sum(axis=(1, 3))
    return (four * seen).sum(axis=(1, 3)) / np.maximum(count, 1), count[:, :, 0] > 0


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "float32", "float64"])
@pytest.mark.parametrize("bands", [1, 3, 5])
def test_a_smaller_pixel_is_the_mean_of_its_valid_four(dtype, bands):
    rng = np.random.default_rng(1)
    pixels = (rng.random((64, 700, bands)) * 200).astype(dtype)
    valid = np.zeros((64, 700), np.bool_)
    valid[:, 300:] = True
    valid[10:50, 100:400] = rng.random((40, 300)) < 0.5
    small, kept = halved(pixels, valid)
    mean, some = expected(pixels, valid)
    assert small.dtype == pixels.dtype
    assert np.array_equal(kept, some)
    assert np.array_equal(kept, any_of_four(valid))
    whole = np.dtype(dtype).kind in "iu"
    assert np.abs(small[some] - mean[some]).max() <= (0.5 if whole else 1e-4)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("bands", [1, 4, 7])
def test_a_smaller_pixel_is_the_mean_of_four_where_all_is_valid(dtype, bands):
    pixels = (np.random.default_rng(4).random((32, 48, bands)) * 250).astype(dtype)
    if dtype in {"int16", "int32"}:
        pixels -= 125
    small, kept = halved(pixels, None)
    mean, _ = expected(pixels, np.ones((32, 48), np.bool_))
    assert kept is None
    whole = np.dtype(dtype).kind in "iu"
    assert np.abs(small - mean).max() <= (0.5 if whole else 1e-4)


def test_odd_sizes_repeat_their_last_row_and_column():
    small, kept = halved(np.arange(15, dtype=np.uint8).reshape(3, 5, 1), None)
    assert kept is None
    assert small.shape == (2, 3, 1)
    assert small[1, 2, 0] == 14


def test_one_band_that_lacks_a_value_does_not_spoil_the_others():
    pixels = np.full((4, 4, 2), 6, np.uint16)
    pixels[0, 0, 0] = 0
    small, kept = halved(pixels, pixels != 0)
    assert (small == 6).all()
    assert kept.all()


def test_a_class_in_a_smaller_level_is_the_first_valid_of_its_four():
    pixels = np.array([[9, 1], [2, 3]], np.uint8)[:, :, None]
    for hidden, first in (([], 9), ([(0, 0)], 1), ([(0, 0), (0, 1)], 2)):
        valid = np.ones((2, 2), np.bool_)
        for at in hidden:
            valid[at] = False
        small, kept = halved(pixels, valid, mean=False)
        assert (small.item(), kept.item()) == (first, True)
    assert not halved(pixels, np.zeros((2, 2), np.bool_), mean=False)[1].any()
