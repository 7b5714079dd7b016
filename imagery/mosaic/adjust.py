"""All poses at once: least squares over the ties, held by what was recorded.

Unknown per frame: east, north, heading, log height, two tilts; shared: one factor of all recorded
heights (take-off is seldom at ground level), the slope of the ground, k1, k2. Without it, tilts
take it up and a hillside lies beside its place by its slope times the height. Residuals are in
pixels: in metres the block would shrink until all points agree. Each round weighs by the last
one's residuals and drops ties far beyond the median.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.sparse import csr_matrix

from imagery.mosaic.known import Known
from imagery.mosaic.layout import Layout
from imagery.mosaic.network import Network, network
from imagery.mosaic.pose import State
from imagery.mosaic.priors import Priors, priors_of, reweighed

PER_FRAME, SHARED = 6, 5
_TIE_SIGMA_PX = 2.0
_OWN_HEIGHT_SIGMA, _ALL_HEIGHTS_SIGMA = 0.02, 0.08
_TILT_SIGMA = np.radians(3)
_SLOPE_SIGMA, _K_SIGMA = 0.05, 0.05
_SHARED_SIGMAS = np.array([_ALL_HEIGHTS_SIGMA, *(_SLOPE_SIGMA,) * 2, *(_K_SIGMA,) * 2])
_ROUNDS = 5
_DENSE_WORK = 4e7  # rows times columns squared: beyond it the sparse solver is quicker
_DROP, _LEAST_DROP_PX = 3.0, 6.0

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Adjusted:
    """The adjusted poses; ``kept`` marks ties of ``net`` that stayed in the fit to the end."""

    state: State
    net: Network
    kept: Bools
    height_factor: float


def adjusted(known: Sequence[Known], layout: Layout, chosen: Sequence[int]) -> Adjusted:
    """Adjust the chosen frames (indices into ``known``); the state has their order."""
    net = network(known, layout.pairs, chosen)
    priors = priors_of([known[i] for i in chosen], layout, chosen)
    x = _start(priors, layout, chosen)
    kept = ~net.held
    weight = np.ones(len(net.first))
    for turn in range(_ROUNDS):
        x = _solved(x, net, priors, weight * kept)
        off = np.hypot(*_ties(net, x).T)
        limit = max(_DROP * float(np.median(off[kept])), _LEAST_DROP_PX)
        if turn:
            kept = ~net.held & (off < limit)
            priors = reweighed(priors, _state(x).xy)
        weight = 1 / np.sqrt(1 + np.square(off / _TIE_SIGMA_PX))
    return Adjusted(_state(x), net, kept, float(np.exp(x[-SHARED])))


def _start(priors: Priors, layout: Layout, chosen: Sequence[int]) -> Floats:
    n = len(priors.xy)
    frames = np.zeros((n, PER_FRAME))
    frames[:, :2] = priors.xy
    frames[:, 2] = layout.yaw[list(chosen)]
    frames[:, 3] = np.log(layout.height[list(chosen)])
    common = float(np.median(frames[:, 3] - priors.log_height))
    return np.concatenate((frames.ravel(), [common, 0.0, 0.0, 0.0, 0.0]))


def _state(x: Floats) -> State:
    frames = x[:-SHARED].reshape(-1, PER_FRAME)
    height = np.exp(frames[:, 3])
    return State(frames[:, :2], frames[:, 2], height, frames[:, 4:], x[-4:-2], x[-2:])


def _ties(net: Network, x: Floats) -> Floats:
    return net.residuals(_state(x))


def _solved(x: Floats, net: Network, priors: Priors, weight: Floats) -> Floats:
    root = np.sqrt(weight) / _TIE_SIGMA_PX

    def residuals(at: Floats) -> Floats:
        return np.concatenate(((_ties(net, at) * root[:, None]).ravel(), _prior_rest(at, priors)))

    n = len(priors.xy)
    few = 2 * len(net.first) * (PER_FRAME * n) ** 2 < _DENSE_WORK

    def slope(at: Floats) -> Any:
        sparse = _jacobian(at, net, priors, root)
        return sparse.toarray() if few else sparse

    one = np.array([1.0, 1.0, 0.02, 0.02, 0.02, 0.02])
    scale = np.concatenate((np.tile(one, n), [0.05, 0.02, 0.02, 0.02, 0.02]))
    found = least_squares(
        residuals,
        x,
        jac=slope,
        method="trf",
        tr_solver="exact" if few else "lsmr",
        x_scale=scale,
        max_nfev=20,
        ftol=1e-6,
        xtol=1e-8,
        tr_options={} if few else {"maxiter": 800},
    )
    return np.asarray(found.x, np.float64)


def _prior_rest(x: Floats, priors: Priors) -> Floats:
    frames, shared = x[:-SHARED].reshape(-1, PER_FRAME), x[-SHARED:]
    off = np.empty_like(frames)
    off[:, :2] = (frames[:, :2] - priors.xy) / priors.xy_sigma[:, None]
    off[:, 2] = (frames[:, 2] - priors.yaw) * priors.yaw_weight
    off[:, 3] = (frames[:, 3] - priors.log_height - shared[0]) / _OWN_HEIGHT_SIGMA
    off[:, 4:] = frames[:, 4:] / _TILT_SIGMA
    return np.concatenate((off.ravel(), shared / _SHARED_SIGMAS))


def _jacobian(x: Floats, net: Network, priors: Priors, root: Floats) -> csr_matrix:
    """Return the sparse matrix of derivatives: a tie knows its two frames, slope, k1, k2."""
    n, m = len(priors.xy), len(net.first)
    of_first, of_second, of_all = net.derivatives(_state(x))
    row = np.repeat(np.arange(2 * m), PER_FRAME)
    first = np.repeat(net.first * PER_FRAME, 2 * PER_FRAME) + np.tile(np.arange(PER_FRAME), 2 * m)
    second = np.repeat(net.second * PER_FRAME, 2 * PER_FRAME) + np.tile(np.arange(PER_FRAME), 2 * m)
    wide = root[:, None, None]
    all_row = np.repeat(np.arange(2 * m), 4)
    all_col = np.tile(np.arange(4), 2 * m) + n * PER_FRAME + 1
    prior_row, prior_col, prior = _prior_slopes(n, priors)
    data = np.concatenate(
        [(of_first * wide).ravel(), (of_second * wide).ravel(), (of_all * wide).ravel(), prior]
    )
    rows = np.concatenate((row, row, all_row, prior_row + 2 * m))
    cols = np.concatenate((first, second, all_col, prior_col))
    width = n * PER_FRAME + SHARED
    return csr_matrix((data, (rows, cols)), shape=(2 * m + width, width))


def _prior_slopes(n: int, priors: Priors) -> tuple[Floats, Floats, Floats]:
    each = np.empty((n, PER_FRAME))
    each[:, :2] = 1 / priors.xy_sigma[:, None]
    each[:, 2] = priors.yaw_weight
    each[:, 3] = 1 / _OWN_HEIGHT_SIGMA
    each[:, 4:] = 1 / _TILT_SIGMA
    own = np.arange(n * PER_FRAME + SHARED)
    shared = 1 / _SHARED_SIGMAS
    heights = np.arange(n) * PER_FRAME + 3
    return (
        np.concatenate((own, heights)),
        np.concatenate((own, np.full(n, n * PER_FRAME))),
        np.concatenate((each.ravel(), shared, np.full(n, -1 / _OWN_HEIGHT_SIGMA))),
    )
