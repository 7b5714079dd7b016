"""A first arrangement of each block of tied frames, and which way is north.

Headings, heights and places follow from the pairs by three linear systems; the block as a whole is
then turned, scaled and moved onto the recorded positions. That fit tells north: a recorded heading
is only compared with it, so a flip of 180 degrees shows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree
from scipy.sparse.linalg import lsqr

from imagery.mosaic.known import Known
from imagery.mosaic.pose import unwrapped
from imagery.mosaic.ties import Pair

_TURN_LIMIT, _SCALE_LIMIT = np.radians(10), 0.15
_NORTH_SIGMA = np.radians(25)
_ROUNDS = 6

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Where the blocks' frames lie to begin with.

    ``block`` (n,) number of each frame's block, -1 alone; ``yaw`` radians clockwise from grid
    north, ``height`` grid metres; ``north_sigma`` (n,) how sure the block's north is, radians;
    ``pairs`` those that agree with the others.
    """

    block: Ints
    yaw: Floats
    height: Floats
    north_sigma: Floats
    pairs: tuple[Pair, ...]

    @property
    def oriented(self) -> NDArray[np.bool_]:
        """Which frames lie in a block whose north is known."""
        sure: NDArray[np.bool_] = (self.block >= 0) & (self.north_sigma < _NORTH_SIGMA)
        return sure


def laid_out(known: Sequence[Known], pairs: Sequence[Pair]) -> Layout:
    """Arrange the blocks; pairs that contradict the others or the GPS are dropped."""
    pairs = [p for p in pairs if _plausible(p, known)]
    n = len(known)
    yaw = _relative_yaw(n, pairs)
    log_height = _log_heights(known, pairs)
    pairs = [p for p in pairs if _agrees(p, yaw, log_height)]
    block = _blocks(n, pairs)
    yaw = _relative_yaw(n, pairs)
    log_height = _log_heights(known, pairs)
    xy = _relative_xy(n, pairs, yaw, np.exp(log_height))
    sigma = np.full(n, np.inf)
    for number in range(block.max(initial=-1) + 1):
        members = [int(i) for i in np.flatnonzero(block == number)]
        turn, scale, sigma[members] = _onto_gps([known[i] for i in members], xy[members])
        yaw[members] += turn
        log_height[members] += np.log(scale)
    return Layout(block, unwrapped(yaw), np.exp(log_height), sigma, tuple(pairs))


def _plausible(pair: Pair, known: Sequence[Known]) -> bool:
    """Whether the pictures' distance is near the recorded one, in whatever direction."""
    one, two = known[pair.first], known[pair.second]
    seen = abs(pair.move) * two.height
    told = float(np.hypot(*(one.xy - two.xy)))
    return abs(seen - told) < 8.0 + 3 * (one.sigma_m + two.sigma_m) + 0.35 * told


def _agrees(pair: Pair, yaw: Floats, log_height: Floats) -> bool:
    turn = unwrapped(np.angle(pair.turn) - yaw[pair.second] + yaw[pair.first])
    scale = np.log(abs(pair.turn)) - log_height[pair.first] + log_height[pair.second]
    return bool(abs(turn) < _TURN_LIMIT and abs(scale) < _SCALE_LIMIT)


def _blocks(n: int, pairs: Sequence[Pair]) -> Ints:
    """Return block numbers, the largest block first; -1 for frames without a pair."""
    graph = _graph(n, pairs)
    _, label = connected_components(graph, directed=False)
    sizes = np.bincount(label)
    order = np.argsort(-sizes, kind="stable")
    number = np.full(len(sizes), -1)
    big = [old for old in order if sizes[old] > 1]
    number[big] = np.arange(len(big))
    return np.asarray(number[label], np.int64)


def _graph(n: int, pairs: Sequence[Pair]) -> csr_matrix:
    rows, cols = [p.first for p in pairs], [p.second for p in pairs]
    return csr_matrix(([1.0 / len(p) for p in pairs], (rows, cols)), shape=(n, n))


def _relative_yaw(n: int, pairs: Sequence[Pair]) -> Floats:
    """Return headings that agree with the pairs' turns; each block has its own zero."""
    yaw = _along_tree(n, pairs)
    steps = np.array([np.angle(p.turn) for p in pairs])
    first, second = _ends(pairs)
    rest = unwrapped(steps - yaw[second] + yaw[first]) if pairs else steps
    return yaw + _differences(n, first, second, rest, scale=np.radians(2))


def _along_tree(n: int, pairs: Sequence[Pair]) -> Floats:
    tree = minimum_spanning_tree(_graph(n, pairs))
    turn = {(p.first, p.second): np.angle(p.turn) for p in pairs}
    yaw, done = np.zeros(n), np.zeros(n, bool)
    for root in range(n):
        if done[root]:
            continue
        order, parents = breadth_first_order(tree, root, directed=False)
        done[order] = True
        for i in order[1:]:
            j = parents[i]
            yaw[i] = yaw[j] + (turn[(j, i)] if (j, i) in turn else -turn[(i, j)])
    return yaw


def _log_heights(known: Sequence[Known], pairs: Sequence[Pair]) -> Floats:
    """Return log heights: ratios from the pairs, the level from what was recorded."""
    told = np.log([k.height for k in known])
    first, second = _ends(pairs)
    seen = np.array([-np.log(abs(p.turn)) for p in pairs])
    rest = seen - told[second] + told[first] if pairs else seen
    return np.asarray(
        told + _differences(len(known), first, second, rest, scale=0.03, anchor=0.02), np.float64
    )


def _relative_xy(n: int, pairs: Sequence[Pair], yaw: Floats, height: Floats) -> NDArray[Any]:
    first, second = _ends(pairs)
    move = np.array([p.move for p in pairs], complex)
    step = -move * height[second] * np.exp(-1j * yaw[second]) if pairs else move
    east = _differences(n, first, second, step.real, scale=1.0)
    north = _differences(n, first, second, step.imag, scale=1.0)
    return east + 1j * north


def _ends(pairs: Sequence[Pair]) -> tuple[Ints, Ints]:
    return (
        np.array([p.first for p in pairs], np.int64),
        np.array([p.second for p in pairs], np.int64),
    )


def _differences(
    n: int, first: Ints, second: Ints, steps: Floats, *, scale: float, anchor: float = 1e-3
) -> Floats:
    """Return x with x[second] - x[first] near ``steps``, robustly, and x near 0 by ``anchor``."""
    x = np.zeros(n)
    if not len(first):
        return x
    m = len(first)
    row = np.arange(m)
    for _ in range(_ROUNDS):
        off = steps - x[second] + x[first]
        weight = 1 / np.sqrt(1 + np.square(off / scale))
        data = np.concatenate((weight, -weight, np.full(n, anchor)))
        rows = np.concatenate((row, row, m + np.arange(n)))
        cols = np.concatenate((second, first, np.arange(n)))
        matrix = coo_matrix((data, (rows, cols)), shape=(m + n, n)).tocsr()
        x = lsqr(matrix, np.concatenate((weight * steps, np.zeros(n))), atol=1e-10, btol=1e-10)[0]
    return np.asarray(x, np.float64)


def _onto_gps(known: Sequence[Known], xy: NDArray[Any]) -> tuple[float, float, float]:
    """Return the turn (clockwise, radians), the scale and the turn's sigma of a whole block."""
    told = np.array([complex(*k.xy) for k in known])
    sigma = np.array([k.sigma_m for k in known])
    weight = 1 / np.square(sigma)
    factor = 1.0 + 0j
    for _ in range(_ROUNDS):
        from_, to = xy - np.average(xy, weights=weight), told - np.average(told, weights=weight)
        spread = float(np.sum(weight * np.abs(from_) ** 2))
        if spread < 1e-6:
            return 0.0, 1.0, np.inf
        factor = complex(np.sum(weight * np.conj(from_) * to) / spread)
        off = np.abs(to - factor * from_) / sigma
        weight = 1 / np.square(sigma) / (1 + np.square(off / 2))
    turn_sigma = 1 / np.sqrt(spread * min(abs(factor), 1.0) ** 2)
    scale = float(np.clip(abs(factor), 0.5, 2.0)) if turn_sigma < 0.1 else 1.0
    return -float(np.angle(factor)), scale, turn_sigma
