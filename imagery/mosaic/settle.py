"""Adjusts, looks at every frame, leaves out what does not hold, adjusts again.

A small residual alone proves nothing: a block can agree with itself in the wrong shape. So each
frame must have enough ties and stay near its recorded height, its GPS and the block's north.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from imagery.mosaic.adjust import Adjusted, adjusted
from imagery.mosaic.known import GPS_SIGMA_M, Known
from imagery.mosaic.layout import Layout
from imagery.mosaic.pose import Placed, placed, unwrapped

LEAST_TIES = 30
_YAW_LIMIT, _TILT_LIMIT = np.radians(10), np.radians(10)
_HEIGHT_LIMIT, _ALL_HEIGHTS_LIMIT = 0.08, 0.35
_SHIFT_LIMIT_M, _SHIFT_LIMIT_MOST_M = 5.0, 12.0
_MISFIT_PX = 10.0
_ROUNDS = 6

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Settled:
    """The frames that hold: ``chosen`` indices in the state's order, ``block`` of each.

    ``ties`` (n,) of each chosen frame; ``reasons`` of those that were left out (index to code).
    """

    chosen: tuple[int, ...]
    fit: Adjusted
    ties: Ints
    block: Ints
    reasons: dict[int, str]

    def placed(self, known: Sequence[Known]) -> dict[int, Placed]:
        """Return the chosen frames' poses by index."""
        state = self.fit.state
        return {
            i: placed(known[i].lens, known[i].levelled.axes, state, place)
            for place, i in enumerate(self.chosen)
        }


def settled(
    known: Sequence[Known], layout: Layout, excluded: Mapping[int, str] | None = None
) -> Settled | None:
    """Return the frames that hold together, without the excluded ones; None when there are none."""
    reasons = _unoriented(layout) | dict(excluded or {})
    chosen = [int(i) for i in np.flatnonzero(layout.oriented) if i not in reasons]
    for _ in range(_ROUNDS):
        chosen, block = _connected(layout, chosen, reasons)
        if not chosen:
            return None
        fit = adjusted(known, layout, chosen)
        ties = _ties_of(fit, len(chosen))
        bad = _bad([known[i] for i in chosen], layout, chosen, fit, ties)
        if not bad:
            return Settled(tuple(chosen), fit, ties, block, reasons)
        reasons |= {chosen[place]: code for place, code in bad.items()}
        chosen = [i for i in chosen if i not in reasons]
    return None


def _unoriented(layout: Layout) -> dict[int, str]:
    unsure = (layout.block >= 0) & ~layout.oriented
    return {int(i): "mosaic.yaw_unknown" for i in np.flatnonzero(unsure)}


def _connected(
    layout: Layout, chosen: list[int], reasons: dict[int, str]
) -> tuple[list[int], Ints]:
    """Drop frames that have lost all their neighbours; return the rest with their blocks."""
    number = {frame: place for place, frame in enumerate(chosen)}
    ends = [
        (number[p.first], number[p.second])
        for p in layout.pairs
        if p.first in number and p.second in number
    ]
    if not ends:
        reasons |= dict.fromkeys(chosen, "mosaic.few_ties")
        return [], np.empty(0, np.int64)
    rows, cols = np.array(ends).T
    graph = csr_matrix((np.ones(len(ends)), (rows, cols)), shape=(len(chosen),) * 2)
    _, label = connected_components(graph, directed=False)
    sizes = np.bincount(label)
    alone = sizes[label] == 1
    reasons |= {i: "mosaic.few_ties" for i, lost in zip(chosen, alone, strict=True) if lost}
    rank = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
    kept = [i for i, lost in zip(chosen, alone, strict=True) if not lost]
    return kept, np.asarray(rank[label][~alone], np.int64)


def _ties_of(fit: Adjusted, n: int) -> Ints:
    """Return the ties of each frame: those that stayed in the fit and the held-out share."""
    good = fit.kept | fit.net.held
    ends = np.concatenate((fit.net.first[good], fit.net.second[good]))
    return np.bincount(ends, minlength=n).astype(np.int64)


def _bad(
    known: Sequence[Known], layout: Layout, chosen: Sequence[int], fit: Adjusted, ties: Ints
) -> dict[int, str]:
    """Return what is wrong with which frame; only the worst third of a kind at a time."""
    excess = {
        "mosaic.few_ties": LEAST_TIES / np.maximum(ties, 1),
        "mosaic.misfit": _misfit(fit, len(known)),
        "mosaic.height_off": _height(known, fit),
        "mosaic.shift_off": _shift(known, fit),
        "mosaic.yaw_off": _yaw(layout, chosen, fit),
        "mosaic.tilt_off": np.hypot(*fit.state.tilt.T) / _TILT_LIMIT,
    }
    out: dict[int, str] = {}
    for code, over in excess.items():
        worst = max(1.0, float(over.max()) ** 0.5)
        for place in np.flatnonzero(over > worst):
            out.setdefault(int(place), code)
        if out:
            return out
    return out


def _misfit(fit: Adjusted, n: int) -> Floats:
    off = np.hypot(*fit.net.residuals(fit.state).T)
    limit = max(_MISFIT_PX, 4 * float(np.median(off)))
    out = np.zeros(n)
    for place in range(n):
        mine = (fit.net.first == place) | (fit.net.second == place)
        out[place] = np.median(off[mine]) / limit if mine.any() else 0.0
    return out


def _height(known: Sequence[Known], fit: Adjusted) -> Floats:
    ratio = np.log(fit.state.height / [k.height for k in known])
    common = float(np.median(ratio))
    if abs(common) > _ALL_HEIGHTS_LIMIT:
        return np.full(len(known), abs(common) / _ALL_HEIGHTS_LIMIT + 1)
    return np.asarray(np.abs(ratio - common) / _HEIGHT_LIMIT, np.float64)


def _shift(known: Sequence[Known], fit: Adjusted) -> Floats:
    shift = shifts(known, fit)
    sigma = np.array([max(k.sigma_m / GPS_SIGMA_M, 1.0) for k in known])
    typical = 4 * 1.2 * float(np.median(shift))
    limit = np.clip(typical, _SHIFT_LIMIT_M, _SHIFT_LIMIT_MOST_M) * sigma
    return np.asarray(shift / limit, np.float64)


def shifts(known: Sequence[Known], fit: Adjusted) -> Floats:
    """Return (n,) grid metres from the recorded to the adjusted positions."""
    return np.asarray(np.hypot(*(fit.state.xy - [k.xy for k in known]).T), np.float64)


def _yaw(layout: Layout, chosen: Sequence[int], fit: Adjusted) -> Floats:
    index = list(chosen)
    off = np.abs(unwrapped(fit.state.yaw - layout.yaw[index]))
    return np.asarray(off / (_YAW_LIMIT + 2 * layout.north_sigma[index]), np.float64)
