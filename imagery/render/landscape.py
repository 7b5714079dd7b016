"""A reservoir in a valley between two dates: heights, levels, land cover (local metres)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import ndimage

from imagery.render.noise import Field, octaves

Bits = NDArray[np.bool_]
RING_M = 100.0
WET_THEN, WET_NOW = 0.72, 0.10
"""Shares of the ring that are water on the two dates: their ratio, .14, is far below .3."""


@dataclass(frozen=True)
class Valley:
    """Heights (rows, cols) on a fine grid, the two water levels and a map of land cover.

    ``x`` (1, cols) and ``y`` (rows, 1) are metres from the intake; ``cover`` holds the index of
    a row of :data:`imagery.render.spectra.COVERS`.
    """

    x: Field
    y: Field
    height: Field
    level_then: float
    level_now: float
    cover: NDArray[np.intp]

    @property
    def ring(self) -> Bits:
        """Pixels within 100 m of the intake."""
        ring: Bits = np.hypot(self.x, self.y) <= RING_M
        return ring

    @property
    def lost(self) -> Bits:
        """Ground that was under water and is not any more."""
        lost: Bits = (self.height < self.level_then) & (self.height >= self.level_now)
        return lost


def valley(rng: Generator, *, side_px: int, step_m: float, shrinks: bool) -> Valley:
    """Return a valley whose shore passes the intake; ``shrinks`` false keeps the level."""
    axis = ((np.arange(side_px) + 0.5) * step_m - side_px * step_m / 2).astype(np.float32)
    x, y = axis[None, :], -axis[:, None]
    height = _heights(rng, x, y, step_m)
    ring = np.hypot(x, y) <= RING_M
    level_then = float(np.quantile(height[ring], WET_THEN))
    level_now = float(np.quantile(height[ring], WET_NOW)) if shrinks else level_then
    return Valley(x, y, height, level_then, level_now, _cover(rng, height, level_then, step_m))


def _heights(rng: Generator, x: Field, y: Field, step_m: float) -> Field:
    """Flanks that rise from a winding valley with two side arms; the bed falls to the east."""
    turn = float(rng.uniform(-0.5, 0.5))
    along = x * np.cos(turn) + y * np.sin(turn)
    across = y * np.cos(turn) - x * np.sin(turn)
    start = float(rng.uniform(0, 2 * np.pi))

    def axis_at(s: Field) -> Field:
        wide, tight = np.sin(s / 260 + start), np.sin(s / 97 + 2 * start)
        return np.asarray(115 * wide + 34 * tight, np.float32)

    # The axis runs 80 m beside the intake, so that the old shore lies behind it.
    offset = across - axis_at(along) + (axis_at(np.zeros(1, np.float32))[0] - 80)
    away = np.abs(offset)
    for place in rng.uniform(-700, 700, 2):
        arm = np.abs(along - place + 0.35 * offset) + np.maximum(60 - np.abs(offset), 0) * 0.4
        away = np.where(offset > 0, np.minimum(away, arm * 1.5 + 0.12 * np.abs(offset)), away)
    rough = octaves(rng, away.shape, [420 / step_m, 140 / step_m, 45 / step_m])
    height: Field = (away / 9 - along * 0.0025 + 2.2 * rough).astype(np.float32)
    smooth: Field = ndimage.gaussian_filter(height, 12 / step_m)
    return smooth


def _cover(rng: Generator, height: Field, level: float, step_m: float) -> NDArray[np.intp]:
    """Fields on the gentle ground, wood on the slopes, a few villages."""
    count = 150
    side = height.shape[0]
    seeds = np.ones(height.shape, bool)
    places = rng.integers(0, side, (2, count))
    seeds[places[0], places[1]] = False
    kinds = rng.choice([1, 2, 3, 4], count, p=[0.3, 0.28, 0.22, 0.2])
    bent = _bent(rng, height.shape, step_m)
    nearest = ndimage.distance_transform_edt(seeds, return_distances=False, return_indices=True)
    picture = np.zeros(height.shape, np.intp)
    picture[places[0], places[1]] = kinds
    fields = picture[nearest[0], nearest[1]][bent]
    wooded = octaves(rng, height.shape, [300 / step_m, 90 / step_m, 35 / step_m])
    high = (height - level) / 32 + wooded * 0.7 > 0.9
    village = (octaves(rng, height.shape, [160 / step_m, 60 / step_m]) > 2.0) & ~high
    cover: NDArray[np.intp] = np.where(high, 0, np.where(village, 5, fields))
    return cover


def _bent(
    rng: Generator, shape: tuple[int, int], step_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column look-ups that make straight field borders slightly crooked."""
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    moved = [octaves(rng, shape, [70 / step_m, 25 / step_m]) * 14 / step_m for _ in range(2)]
    down = np.clip(rows + moved[0], 0, shape[0] - 1).astype(np.intp)
    right = np.clip(cols + moved[1], 0, shape[1] - 1).astype(np.intp)
    return down, right
