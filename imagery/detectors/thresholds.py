"""Robust statistics that detectors share: thresholds of two-class histograms, noise, samples.

Only finite values count. Where there is nothing to cut (no values, or all alike) a threshold is
None: the caller abstains or falls back, and says so. Nothing here draws random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.detectors import reading
from imagery.detectors.base import SceneInput
from imagery.detectors.grid import Frame
from imagery.detectors.reading import Planes

BINS = 256
TAIL = 0.1
"""Percent cut off at each end before binning, so that one wild value does not widen the bins."""
LEAST_VALUES = 16
ENOUGH = 20_000
"""Values looked at to count grey levels: 8-bit data must not be spread over empty bins."""
GAUSSIAN_SIGMA = 1.4826
"""MAD times this is the standard deviation of a Gaussian."""

Values = NDArray[Any]
Floats = NDArray[np.float64]


def otsu(values: Values) -> float | None:
    """Return the threshold with the largest between-class variance (Otsu 1979).

    Parameters
    ----------
    values : array of any shape
        NaN and infinite values are left out.

    Returns
    -------
    float or None
        None for fewer than 16 finite values or constant ones.
    """
    histogram = _histogram(values)
    if histogram is None:
        return None
    counts, centres = histogram
    lower, upper = _weights(counts)
    mean_lower, mean_upper = _means(counts, centres, lower, upper)
    return _cut(centres, lower * upper * (mean_lower - mean_upper) ** 2)


def kittler(values: Values) -> float | None:
    """Return the minimum-error threshold of two Gaussians (Kittler and Illingworth 1986).

    Each class's variance is held at least at that of a value spread over one bin, so that a
    class of one bin does not win by itself. Returns as :func:`otsu`, and None as well when no
    cut leaves a valley: then the histogram is of one class.
    """
    histogram = _histogram(values)
    if histogram is None:
        return None
    counts, centres = histogram
    lower, upper = _weights(counts)
    mean_lower, mean_upper = _means(counts, centres, lower, upper)
    least = (centres[1] - centres[0]) ** 2 / 12
    total = np.cumsum(counts * centres**2)[:-1]
    spread_lower = np.maximum(total / lower - mean_lower**2, least)
    whole = float((counts * centres**2).sum())
    spread_upper = np.maximum((whole - total) / upper - mean_upper**2, least)
    error = (
        lower * np.log(spread_lower)
        + upper * np.log(spread_upper)
        - 2 * (lower * np.log(lower) + upper * np.log(upper))
    )
    lowest = _lowest_valley(error)
    return None if lowest is None else _edge(centres, lowest)


def mad(values: Values) -> float | None:
    """Return the standard deviation estimated from the median absolute deviation.

    1.4826 times the MAD equals sigma for a Gaussian; it is 0 when more than half of the values
    are alike, None without a finite value.
    """
    finite = _finite(values)
    if not finite.size:
        return None
    return float(GAUSSIAN_SIGMA * np.median(np.abs(finite - np.median(finite))))


def bimodality(values: Values, threshold: float | None) -> float:
    """Return η, the share of the variance that lies between the two sides of a threshold.

    2/π (.64) is what one Gaussian gives when cut at its mean, .75 a uniform spread, above .8
    says two classes. 0 without a threshold, without spread, or with one side empty.
    """
    finite = _finite(values)
    if threshold is None or not finite.size:
        return 0.0
    above = finite > threshold
    share, spread = float(above.mean()), float(finite.var())
    if not 0 < share < 1 or spread == 0:
        return 0.0
    gap = float(finite[above].mean() - finite[~above].mean())
    return share * (1 - share) * gap**2 / spread


def sample(
    source: Any, scene: SceneInput, roles: Sequence[str], frame: Frame, *, pixels: int = 1_000_000
) -> Planes:
    """Return scaled planes of every n-th pixel of a frame, NaN where there is no data.

    Parameters
    ----------
    source : open raster
        As :func:`imagery.detectors.reading.opened` gives it.
    frame : Frame
        What is sampled; only its part inside the image.
    pixels : int
        About how many values a plane may have; smaller frames are read whole.
    """
    factor = max(1, math.ceil(math.sqrt(frame.height * frame.width / pixels)))
    return reading.read(source, scene, roles, frame, factor=factor)


def _finite(values: Values) -> Floats:
    flat = np.asarray(values, np.float64).ravel()
    return flat[np.isfinite(flat)]


def _histogram(values: Values) -> tuple[Floats, Floats] | None:
    """Shares and centres of the bins; empty bins at either end do not occur."""
    finite = _finite(values)
    if finite.size < LEAST_VALUES:
        return None
    low, high = np.percentile(finite, [TAIL, 100 - TAIL])
    if high <= low:
        low, high = float(finite.min()), float(finite.max())
    if high <= low:
        return None
    kept = np.clip(finite, low, high)
    levels = np.unique(kept[:: max(1, kept.size // ENOUGH)]).size
    counts, edges = np.histogram(kept, max(2, min(BINS, levels)), (low, high))
    return counts / finite.size, (edges[:-1] + edges[1:]) / 2


def _weights(counts: Floats) -> tuple[Floats, Floats]:
    lower = np.cumsum(counts)[:-1]
    return lower, np.maximum(1 - lower, np.finfo(float).tiny)


def _means(counts: Floats, centres: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    part = np.cumsum(counts * centres)
    return part[:-1] / lower, (part[-1] - part[:-1]) / upper


def _lowest_valley(error: Floats) -> float | None:
    """Return the middle of the lowest valley that is not at an end; empty bins make it flat."""
    inner, left, right = error[1:-1], error[:-2], error[2:]
    valleys = np.flatnonzero((inner <= left) & (inner <= right)) + 1
    if not valleys.size:
        return None
    best = valleys[np.argmin(error[valleys])]
    same = np.isclose(error, error[best], rtol=0, atol=1e-9)
    first = best - int(np.argmin(same[best::-1])) + 1 if not same[: best + 1].all() else 0
    last = best + int(np.argmin(same[best:])) - 1 if not same[best:].all() else error.size - 1
    return None if first == 0 or last == error.size - 1 else (first + last) / 2


def _cut(centres: Floats, score: Floats) -> float:
    """Return the edge with the best score; the middle of a plateau, as empty bins give one."""
    best = np.flatnonzero(score >= score.max() * (1 - 1e-9))
    return _edge(centres, float(best.mean()))


def _edge(centres: Floats, place: float) -> float:
    return float(centres[0] + (place + 0.5) * (centres[1] - centres[0]))
