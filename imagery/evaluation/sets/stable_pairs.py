"""Pairs on which most ground stayed what it was: years of farmland and forest, copies.

Seasons, crops and a river that moves are real change, but never most of a country: a share of a
fifth says that light or phenology was taken for change. A copy under other light shows none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import rasterio

from imagery.detectors import SceneInput
from imagery.detectors.base import NOT_ASSESSED, YES
from imagery.evaluation.cases import Row
from imagery.evaluation.places import scratch
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "stable-pairs"
PLACES = {
    "naip_potholes": ("red", "green", "blue", "nir"),
    "landsat_pucallpa": ("swir16", "nir", "red", "green"),
}
GRAY = 1 / 255


def measure(sample: Path) -> Iterator[Row]:
    """Yield the changed share of every pair of years, and of copies."""
    for place, roles in PLACES.items():
        bands = {role: number for number, role in enumerate(roles, 1)}
        paths = sorted((sample / "satellite" / place).glob("*.tif"))
        for then, now in combinations(paths, 2):
            scene = f"{place} {then.stem[-8:]}-{now.stem[-8:]}"
            yield _share(scene, now, then, bands, "<=0.2")
        yield _share(f"{place} copy", _copy(paths[0]), paths[0], bands, "<=0.005")


def _share(scene: str, now: Path, then: Path, bands: dict[str, int], goal: str) -> Row:
    image, reference = (SceneInput(path, bands, scale=GRAY) for path in (now, then))
    _, mask = detected("land-change", image, reference=reference)
    seen = mask != NOT_ASSESSED
    value = float((mask[seen] == YES).mean()) if seen.any() else 1.0
    return Row(
        set=NAME,
        scene=scene,
        detector="land-change",
        metric="changed share",
        value=round(value, 4),
        assessed=round(float(seen.mean()), 4),
        goal=goal,
        met=met(goal, value),
    )


def _copy(path: Path) -> Path:
    """The same picture, darker, with noise."""
    target = scratch() / f"{NAME}-{path.stem}-copy.tif"
    with rasterio.open(path) as source:
        values, profile = source.read().astype(np.float32), source.profile
    noise = np.random.default_rng(2).normal(0, 2, values.shape)
    with rasterio.open(target, "w", **profile) as out:
        out.write(np.clip(np.round(values * 0.8 + 10 + noise), 1, 255).astype(np.uint8))
    return target
