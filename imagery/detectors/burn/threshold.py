"""Where burnt begins in one scene: a baseline and a threshold, or that nothing burnt.

A scene without a fire must not be cut into two classes. Three things tell: a threshold below
twice the noise is none; a fire raises dNBR without lowering it elsewhere, where seasons do both;
and unburnt ground lies within .1 of 0 (Key and Benson 2006, FIREMON).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import thresholds
from imagery.detectors.base import Plane
from imagery.detectors.burn.params import PARAMS, TILE_PX

STATISTICS_PX = 1_000_000
LEAST_PX_OF_TILE = 500
SHORTEST = 0.2


@dataclass(frozen=True)
class Cut:
    """dNBR of unburnt ground, the threshold above it (None: nothing burnt), why, and its η."""

    baseline: float
    threshold: float | None
    reason: str
    eta: float = 0.0


def cut_of(plane: Plane) -> Cut:
    """Return where burnt begins in smoothed dNBR (rows, cols)."""
    values = _thinned(plane)
    if values.size < LEAST_PX_OF_TILE:
        return Cut(0.0, None, "too_few")
    baseline = unburnt(values)
    values = values - baseline
    found = _of_tiles(plane, baseline)
    if found is None:
        found = _everything_burnt(values, baseline)
    if found is None:
        return Cut(baseline, None, "no_two_classes")
    threshold = float(np.clip(found, PARAMS["unburnt_limit"], PARAMS["largest_threshold"]))
    threshold = max(threshold, PARAMS["noise_factor"] * _noise(values))
    if threshold > PARAMS["largest_threshold"]:
        return Cut(baseline, None, "within_noise")
    extent = PARAMS["low_factor"] * threshold
    rising = np.count_nonzero(values > extent)
    if rising < PARAMS["asymmetry"] * np.count_nonzero(values < -extent):
        return Cut(baseline, None, "rises_and_falls")
    return Cut(baseline, threshold, "", thresholds.bimodality(values, threshold))


def unburnt(values: Any) -> float:
    """Return dNBR of unburnt ground: the middle of the shortest fifth of the sorted values.

    A median follows the fire once half of a frame burnt; a scar's values are spread wide, the
    unburnt ones lie close together. Never more than .1 from 0.
    """
    ordered = np.sort(values)
    count = max(2, int(SHORTEST * ordered.size))
    start = int((ordered[count - 1 :] - ordered[: ordered.size - count + 1]).argmin())
    limit = PARAMS["unburnt_limit"]
    return float(np.clip(np.median(ordered[start : start + count]), -limit, limit))


def _thinned(plane: Plane) -> Any:
    step = max(1, int(np.sqrt(plane.size / STATISTICS_PX)))
    part = np.asarray(plane[::step, ::step], np.float64).ravel()
    return part[np.isfinite(part)]


def _noise(values: Any) -> float:
    """Spread of what lies below the baseline, which no fire widens."""
    below = -values[values < 0]
    return float(thresholds.GAUSSIAN_SIGMA * np.median(below)) if below.size else 0.0


def _of_tiles(plane: Plane, baseline: float) -> float | None:
    """Median of the half-overlapping tiles' thresholds that part two classes."""
    found = []
    for top in range(0, max(1, plane.shape[0] - TILE_PX // 2), TILE_PX // 2):
        for left in range(0, max(1, plane.shape[1] - TILE_PX // 2), TILE_PX // 2):
            threshold = _of_tile(plane[top : top + TILE_PX, left : left + TILE_PX])
            if threshold is not None:
                found.append(threshold)
    return float(np.median(found)) - baseline if found else None


def _of_tile(tile: Plane) -> float | None:
    values = np.asarray(tile).ravel()
    values = values[np.isfinite(values)]
    if values.size < LEAST_PX_OF_TILE:
        return None
    if values.max() - values.min() < PARAMS["tile_gap"]:
        return None
    threshold = thresholds.otsu(values)
    if threshold is None or thresholds.bimodality(values, threshold) <= PARAMS["tile_eta"]:
        return None
    above = values > threshold
    share = float(above.mean())
    if not PARAMS["tile_share"] < share < 1 - PARAMS["tile_share"]:
        return None
    gap = float(values[above].mean() - values[~above].mean())
    return threshold if gap > PARAMS["tile_gap"] else None


def _everything_burnt(values: Any, baseline: float) -> float | None:
    """Without an edge in sight: moderate severity on half of the frame is a scar all the same."""
    burnt = PARAMS["moderate_limit"] - baseline
    return burnt / PARAMS["high_factor"] if np.mean(values > burnt) > 0.5 else None
