"""Evaluates a boosted ensemble of decision trees with numpy alone.

Each of the ten bands is compared with at most 253 distinct values in all 170 trees, so a pixel is
ten ranks of one byte and a node one byte of band and one of rank. Measured on one core: 75 µs a
pixel where LightGBM itself takes 60 (trees of 770 leaves, up to 57 deep), equal to 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "s2cloudless.npz"
BATCH = 65_536


@dataclass(frozen=True)
class Trees:
    """An ensemble.

    ``cuts`` (bands, n) are each band's ascending thresholds, padded with infinity. Node arrays
    of all trees follow each other, tree t from ``start[t]`` to ``start[t + 1]``: go left where the
    band's rank is at most ``rank``. ``children`` (nodes, 2) below 0 are leaves (~number in the
    tree, whose leaves are one more than its nodes).
    """

    cuts: NDArray[np.float64]
    feature: NDArray[np.uint8]
    rank: NDArray[np.uint8]
    children: NDArray[np.int16]
    start: NDArray[np.int32]
    leaf: NDArray[np.float32]

    def probability(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """Return the logistic of the leaves' sum for values (bands, n), all finite."""
        total = np.zeros(values.shape[1])
        for begin in range(0, values.shape[1], BATCH):
            part = self.ranks(values[:, begin : begin + BATCH])
            total[begin : begin + BATCH] = self._sum(part)
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    def ranks(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """Return how many of a band's thresholds lie below each value (bands, n)."""
        both = zip(self.cuts, values, strict=True)
        found = [np.searchsorted(cuts, band, side="left") for cuts, band in both]
        return np.stack(found).astype(np.uint8)

    def _sum(self, ranks: NDArray[np.uint8]) -> NDArray[np.float64]:
        count = ranks.shape[1]
        flat, total = ranks.ravel(), np.zeros(count)
        for tree, (begin, end) in enumerate(zip(self.start[:-1], self.start[1:], strict=True)):
            leaves = self.leaf[begin + tree : end + tree + 1]
            rows = self.feature[begin:end].astype(np.int32) * np.int32(count)
            children = self.children[begin:end].astype(np.int32).ravel()
            _descend(flat, (rows, self.rank[begin:end], children), leaves, total)
        return total


def _descend(
    flat: NDArray[np.uint8],
    nodes: tuple[NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]],
    leaves: NDArray[np.float32],
    total: NDArray[np.float64],
) -> None:
    """Walk all pixels down one tree, level by level, and add the leaves they end in."""
    rows, rank, children = nodes
    pixel = np.arange(total.size, dtype=np.int32)
    node = np.zeros(total.size, np.int32)
    while pixel.size:
        at = rows.take(node)
        at += pixel
        right = flat.take(at) > rank.take(node)
        node *= 2
        node += right
        node = children.take(node)
        ended = np.flatnonzero(node < 0)
        total[pixel[ended]] += leaves[~node[ended]]
        going = np.flatnonzero(node >= 0)
        pixel, node = pixel[going], node[going]


@cache
def s2cloudless() -> Trees:
    """Return the model of s2cloudless 1.7.3 (CC BY-SA 4.0, see ``LICENSE.s2cloudless.md``)."""
    with np.load(FILE, allow_pickle=False) as held:
        return Trees(**{name: held[name] for name in held.files})
