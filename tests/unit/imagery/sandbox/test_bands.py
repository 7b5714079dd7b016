from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from imagery.sandbox.bands import PIECE_BYTES, bands_of

LAYOUTS = {
    "rows": (1, 900),
    "strips": (7, 900),
    "one strip": (640, 900),
    "tiles": (256, 256),
    "tiles higher than the raster": (1024, 1024),
    "one tile": (640, 900),
}


def opened(width, height, block):
    return SimpleNamespace(width=width, height=height, block_shapes=[block])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("pixel_bytes", [1, 3, 104, 512])
def test_every_pixel_is_read_exactly_once_and_no_piece_leaves_its_band(layout, pixel_bytes):
    walk, read = bands_of(opened(900, 640, LAYOUTS[layout]), pixel_bytes), np.zeros((640, 900), int)
    reached = 0
    for bottom, pieces in walk:
        for left, top, width, height in pieces:
            assert reached <= top < top + height <= bottom
            read[top : top + height, left : left + width] += 1
        reached = bottom
    assert reached == 640
    assert (read == 1).all()


@pytest.mark.parametrize("block", [(1, 80_000), (512, 512), (256, 1024), (4096, 4096)])
@pytest.mark.parametrize("pixel_bytes", [3, 8, 26])
def test_a_piece_of_a_wide_raster_stays_small(block, pixel_bytes):
    for _, pieces in bands_of(opened(80_000, 9_000, block), pixel_bytes):
        for _, _, width, height in pieces:
            assert width * height * pixel_bytes <= PIECE_BYTES


@pytest.mark.parametrize("block", [(512, 512), (256, 1024), (1024, 1024), (4096, 4096)])
def test_tiles_are_not_cut_between_bands_nor_their_columns_between_pieces(block):
    walk = bands_of(opened(80_000, 9_000, block), 3)
    assert walk.rows % block[0] == 0
    assert walk.cols % block[1] == 0


@pytest.mark.parametrize("block", [(9_000, 80_000), (600, 80_000), (4096, 4096)])
def test_a_block_larger_than_a_piece_is_kept_until_it_is_read(block):
    walk = bands_of(opened(20_000, 9_000, (block[0], min(block[1], 20_000))), 1)
    assert walk.cache_bytes >= min(block[0] * min(block[1], 20_000), 384 * 2**20)
