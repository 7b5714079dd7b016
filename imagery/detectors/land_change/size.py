"""How much changed: the size of the change, and from where on it counts.

The threshold is Kittler and Illingworth's minimum-error cut between unchanged and changed, held
in a range that unchanged ground itself sets: its deviation is read off the lower half of the
histogram, which change cannot reach. A cut so low that noise alone would make more than a tenth
of what lies above it is raised; where no cut satisfies that, nothing separate has changed, and
only what stands out by six deviations is marked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imagery.detectors import smoothing, thresholds
from imagery.detectors.base import Plane
from imagery.detectors.land_change.params import PARAMS
from imagery.detectors.pairing import Stack

_LOWER = 15.87
"""Percentile one deviation below the mean of a Gaussian."""


@dataclass(frozen=True)
class Cut:
    """The threshold, the unchanged ground's middle and deviation, and how it was found.

    ``separate`` says whether the changed pixels form a class of their own; ``bimodality`` is the
    share of variance between the two sides.
    """

    threshold: float
    middle: float
    deviation: float
    separate: bool
    bimodality: float

    @property
    def most(self) -> float:
        """The size that half a pixel outside a straight edge of change gives just the threshold.

        There the Gaussian holds .31 of the change.
        """
        over = self.threshold**2 - self.middle**2
        return math.sqrt(self.middle**2 + PARAMS["edge_bound"] * max(over, 0.0))


def size_of(difference: Stack, *, most: float = math.inf) -> Plane:
    """Return the smoothed root of the summed squares (rows, cols); NaN where there is no data.

    ``most`` (:attr:`Cut.most`) bounds a pixel's own size, so that a strong change does not spread
    over its edge.
    """
    square = np.minimum((difference**2).sum(axis=0), most**2)
    known = np.isfinite(square)
    return np.sqrt(np.maximum(smoothing.smoothed(square, known, PARAMS["sigma_px"]), 0))


def cut_of(sizes: NDArray[np.float32], bands: int) -> Cut:
    """Return the cut of a sample of sizes (any shape, finite values count)."""
    values = sizes[np.isfinite(sizes)].astype(np.float64)
    middle = float(np.median(values))
    deviation = max(middle - float(np.percentile(values, _LOWER)), PARAMS["least_spread"])
    base = max(middle, float(np.sqrt(bands)) / 2)
    z, separate = _least_z((values - base) / deviation)
    lowest, highest = base + z * deviation, base + PARAMS["z_most"] * deviation
    valley = thresholds.kittler(values)
    threshold = lowest if valley is None else min(max(valley, lowest), highest)
    eta = thresholds.bimodality(values, threshold)
    return Cut(threshold, middle, deviation, separate, eta)


def _least_z(z: NDArray[np.float64]) -> tuple[float, bool]:
    """Return the lowest cut whose marked pixels noise explains to a tenth at most."""
    for cut in np.arange(PARAMS["z_least"], PARAMS["z_most"], 0.25):
        noise = PARAMS["noise_tail_at_3"] * PARAMS["noise_tail_step"] ** (3.0 - cut)
        above = float((z > cut).mean())
        if above * z.size >= PARAMS["finding_px"] and noise <= PARAMS["false_share"] * above:
            return float(cut), True
    return PARAMS["z_most"], False
