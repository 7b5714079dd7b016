from __future__ import annotations

import math

import pytest

from imagery.cog.webgrid import CIRCUMFERENCE_M, MOST_TILES, TILE_PX, grid_for

X, Y = 13_400_000.0, 3_550_000.0


@pytest.mark.parametrize(
    ("cols", "rows", "pixel_m"),
    [(100_000, 500, 0.5), (500, 100_000, 0.5), (40_000, 40_000, 0.1), (1, 1, 1e-9), (9, 9, 1e6)],
)
def test_a_grid_holds_the_raster_on_aligned_tiles_and_never_too_many(cols, rows, pixel_m):
    grid = grid_for((X, Y - rows * pixel_m, X + cols * pixel_m, Y), pixel_m)
    step = 2 ** (grid.levels - 1)
    assert grid.across * grid.down <= MOST_TILES
    assert [n % step for n in (grid.x, grid.y, grid.across, grid.down)] == [0, 0, 0, 0]
    left, top = grid.origin_m
    assert left <= X
    assert top >= Y
    assert left + grid.across * grid.tile_m >= min(X + cols * pixel_m, CIRCUMFERENCE_M / 2)
    assert top - grid.down * grid.tile_m <= max(Y - rows * pixel_m, -CIRCUMFERENCE_M / 2)


def test_a_long_strip_keeps_its_detail_and_gives_up_the_coarsest_levels():
    grid = grid_for((X, Y - 250, X + 50_000, Y), 0.5)
    assert grid.zoom == round(math.log2(CIRCUMFERENCE_M / TILE_PX / 0.5))
    assert 6 <= grid.levels <= 10


def test_needles_of_pixels_are_shown_at_a_zoom_that_fits():
    grid = grid_for((X, Y - 1e-3, X + 1e6, Y), 1e-4)
    assert grid.across * grid.down <= MOST_TILES
