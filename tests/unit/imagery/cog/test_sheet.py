from __future__ import annotations

import numpy as np
import pytest

from imagery.cog.sheet import sheet


@pytest.mark.parametrize("memory_bytes", [0, 2**20])
@pytest.mark.parametrize("dtype", ["uint8", "float32", "bool"])
def test_what_is_on_hold_comes_back_whatever_the_pieces(tmp_path, memory_bytes, dtype):
    rng = np.random.default_rng(2)
    pixels = (rng.random((400, 90, 3)) * 250).astype(dtype)
    rows = sheet(70, 90, 3, dtype, tmp_path, memory_bytes=memory_bytes)
    for top in range(0, 400, 20):
        for left in (0, 33, 57):
            right = {0: 33, 33: 57, 57: 90}[left]
            rows.put(top, left, pixels[top : top + 20, left:right])
        first = max(0, top + 20 - 70)
        assert np.array_equal(rows.take(first, top + 20, 0, 90), pixels[first : top + 20])
        assert np.array_equal(rows.take(top, top + 9, 11, 78), pixels[top : top + 9, 11:78])


@pytest.mark.parametrize("memory_bytes", [0, 2**20])
@pytest.mark.parametrize(("top", "bottom"), [(0, 11), (4, 12), (20, 26)])
def test_rows_that_are_gone_or_not_in_yet_are_never_given(tmp_path, memory_bytes, top, bottom):
    rows = sheet(10, 5, 1, np.uint8, tmp_path, memory_bytes=memory_bytes)
    for first in range(0, 25, 5):
        rows.put(first, 0, np.full((5, 5, 1), first, np.uint8))
    assert rows.take(15, 25, 0, 5).shape == (10, 5, 1)
    with pytest.raises(AssertionError):
        rows.take(top, bottom, 0, 5)


def test_rows_in_a_file_leave_no_name_behind(tmp_path):
    rows = sheet(10, 5, 1, np.uint8, tmp_path, memory_bytes=0)
    rows.put(0, 0, np.ones((10, 5, 1), np.uint8))
    assert list(tmp_path.iterdir()) == []
