"""Seeded texture: noise at chosen grain sizes, soft steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Field = NDArray[np.float32]


def grain(rng: Generator, shape: tuple[int, int], cell_px: float) -> Field:
    """Return smooth noise (rows, cols), mean 0 and deviation about 1, of one grain size."""
    rows = int(np.ceil(shape[0] / cell_px)) + 2
    cols = int(np.ceil(shape[1] / cell_px)) + 2
    coarse = rng.standard_normal((rows, cols), np.float32)
    if cell_px <= 1:
        return coarse[: shape[0], : shape[1]]
    size = (int(np.ceil(cols * cell_px)), int(np.ceil(rows * cell_px)))
    fine = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine[: shape[0], : shape[1]], np.float32)


def octaves(
    rng: Generator, shape: tuple[int, int], cells_px: Sequence[float], *, fall: float = 0.6
) -> Field:
    """Return a sum of grains, each finer one weaker by ``fall``; deviation about 1."""
    weights = [fall**number for number in range(len(cells_px))]
    total = np.zeros(shape, np.float32)
    for weight, cell in zip(weights, cells_px, strict=True):
        total += np.float32(weight) * grain(rng, shape, cell)
    return total / np.float32(np.hypot.reduce(weights))


def step(value: NDArray[np.floating[Any]], width: float) -> Field:
    """Return a soft step: 0 below, 1 above zero, over about ``width`` units."""
    ramp: Field = (1 / (1 + np.exp(np.clip(-4 * value / width, -30, 30)))).astype(np.float32)
    return ramp
