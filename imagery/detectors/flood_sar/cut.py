"""Where water ends in a radar scene: minimum-error cuts of the surroundings of sure water.

A scene with little water has no second hump in its histogram. So the histogram is taken around
the darkest ground: sure water and as much land again twice over, all of the scene where there is
a lot of water.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors import thresholds
from imagery.detectors.base import Bits
from imagery.detectors.flood_sar.params import PARAMS
from imagery.detectors.reading import Planes
from imagery.detectors.shapes import EIGHT

REACH_PX = (8, 16, 32, 64)
"""Distances from sure water that are tried, in pixels; blocks need that much margin."""
PER_BLOCK = 20_000
LOTS = 0.25

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Cut:
    """Thresholds in dB by role; ``visible`` is False when the radar shows no two classes.

    ``eta`` is the share of variance between the classes (vv), ``gap_db`` their distance.
    """

    limits: Mapping[str, float]
    visible: bool
    eta: float
    gap_db: float
    seed_share: float

    def margin(self, planes: Planes) -> Values:
        """Return how far below the cuts pixels are, in dB, averaged over the roles."""
        below = [np.float32(self.limits[role]) - planes[role] for role in self.limits]
        margin: Values = np.mean(below, axis=0, dtype=np.float32)
        return margin


def seeds_of(planes: Planes) -> Bits:
    """Return sure water: dark in every polarisation, and not a speck."""
    dark = np.logical_and.reduce([plane < PARAMS[f"seed_{r}_db"] for r, plane in planes.items()])
    seeds: Bits = ndimage.binary_opening(dark, EIGHT)
    return seeds


def cut_of(blocks: Iterator[Planes]) -> Cut:
    """Return the cuts of a scene given as despeckled planes, block by block."""
    tally = _Tally()
    for planes in blocks:
        tally.add(planes)
    share = tally.seeds / max(tally.known, 1)
    if share < PARAMS["least_seed_share"] and tally.largest < PARAMS["least_seed_px"]:
        return Cut(_usual(tally.roles), visible=False, eta=0.0, gap_db=0.0, seed_share=share)
    values = tally.surroundings(share)
    cuts = {role: _one(values[role], role) for role in tally.roles}
    first = cuts[tally.roles[0]]
    visible = all(gap >= PARAMS["least_gap_db"] for _, _, gap in cuts.values())
    limits = {role: limit for role, (limit, _, _) in cuts.items()}
    return Cut(limits, visible=visible, eta=first[1], gap_db=first[2], seed_share=share)


class _Tally:
    """Thinned values around sure water, by distance."""

    def __init__(self) -> None:
        self.roles: tuple[str, ...] = ()
        self.known = self.seeds = self.largest = 0
        self._counts = np.zeros(len(REACH_PX) + 2)
        self._kept: list[tuple[Values, Values, float]] = []

    def add(self, planes: Planes) -> None:
        self.roles = tuple(planes)
        stack = np.stack(list(planes.values()))
        known = np.isfinite(stack).all(axis=0)
        seeds = seeds_of(planes)
        self.known += int(known.sum())
        self.seeds += int(seeds.sum())
        away = np.full(known.shape, np.inf, np.float32)
        if seeds.any():
            labels, _ = ndimage.label(seeds, EIGHT)
            self.largest = max(self.largest, int(np.bincount(labels.ravel())[1:].max()))
            away = ndimage.distance_transform_edt(~seeds).astype(np.float32)
        step = max(1, int(known.sum()) // PER_BLOCK)
        self._kept.append((stack[:, known][:, ::step], away[known][::step], float(step)))

    def surroundings(self, share: float) -> dict[str, Values]:
        """Return the values around sure water by role."""
        reach = np.inf if share >= LOTS else self._reach()
        near = [values[:, away <= reach] for values, away, _ in self._kept]
        return dict(zip(self.roles, np.concatenate(near, axis=1), strict=True))

    def _reach(self) -> float:
        for reach in REACH_PX:
            around = sum(float((away <= reach).sum()) * step for _, away, step in self._kept)
            if around >= 3 * self.seeds:
                return reach
        return REACH_PX[-1]


def _one(values: Values, role: str) -> tuple[float, float, float]:
    """Return limit, eta and class gap of one polarisation."""
    for found in (thresholds.kittler(values), thresholds.otsu(values)):
        if found is not None and _tells(values, found):
            low, high = PARAMS[f"lowest_{role}_db"], PARAMS[f"highest_{role}_db"]
            return _described(values, min(max(found, low), high))
    return _described(values, PARAMS[f"usual_{role}_db"])


def _tells(values: Values, limit: float) -> bool:
    """Whether both sides are populated and lie far apart."""
    share = float((values <= limit).mean())
    populated = PARAMS["least_class_share"] <= share <= 1 - PARAMS["least_class_share"]
    return populated and _gap(values, limit) >= PARAMS["clear_gap_db"]


def _described(values: Values, limit: float) -> tuple[float, float, float]:
    return limit, thresholds.bimodality(values, limit), _gap(values, limit)


def _gap(values: Values, limit: float) -> float:
    low, high = values[values <= limit], values[values > limit]
    if not low.size:
        return 0.0
    return float(high.mean() - low.mean()) if high.size else float("inf")


def _usual(roles: tuple[str, ...]) -> dict[str, float]:
    return {role: PARAMS[f"usual_{role}_db"] for role in roles}
