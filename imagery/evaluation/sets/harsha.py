"""Chlorophyll and turbidity measured in a lake the day Sentinel-2 passed: whether ranks agree.

28 points, 3.9 to 11.7 µg/L: a weak bloom, so ranks are compared and no outline is scored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import rasterio
from rasterio.warp import transform
from scipy.stats import spearmanr

from imagery.detectors import SceneInput
from imagery.detectors.base import Plane
from imagery.detectors.output import write_index
from imagery.evaluation.cases import Row
from imagery.evaluation.places import scene_of, scratch
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "harsha"
BANDS: Mapping[str, int] = {
    "blue": 2,
    "green": 3,
    "red": 4,
    "rededge705": 5,
    "rededge740": 6,
    "rededge783": 7,
}
SWIR = {"swir16": 8}
CHLOROPHYLL, TURBIDITY = "Chl_ugL", "Turbid_NTU"
_RUNS = (
    ("algae", BANDS, CHLOROPHYLL, 1, ">=0.8"),
    ("algae", BANDS, CHLOROPHYLL, 3, ">=0.8"),
    ("turbidity", BANDS, TURBIDITY, 1, ""),
    ("turbidity", {**BANDS, **SWIR}, TURBIDITY, 1, ""),
)


def measure(sample: Path) -> Iterator[Row]:
    """Yield rank correlations of the index with what was measured in the water."""
    folder = sample / "satellite" / "harsha_algae"
    points = json.loads((folder / "insitu_points.geojson").read_text("utf-8"))["features"]
    for detector, bands, what, side, goal in _RUNS:
        scene = SceneInput(folder / "s2_20160808.tif", bands, scale=0.0001)
        values = _at(points, detector, scene, side)
        seen = np.isfinite(values)
        measured = np.array([point["properties"][what] for point in points])
        rank = float(spearmanr(values[seen], measured[seen]).statistic)
        last = list(bands)[-1]
        yield Row(
            set=NAME,
            scene=f"2016-08-08, {side} x {side} px, bands to {last}",
            detector=detector,
            metric=f"Spearman with {what}",
            value=round(rank, 4),
            assessed=round(float(seen.mean()), 4),
            goal=goal,
            met=met(goal, rank),
        )


def _at(
    points: list[dict[str, dict[str, list[float]]]], detector: str, scene: SceneInput, side: int
) -> Plane:
    """Return the index at the points, averaged over ``side`` x ``side`` pixels."""
    result, _ = detected(detector, scene)
    path = scratch() / "index.tif"
    write_index(path, result, scene_of(scene))
    lon, lat = np.array([point["geometry"]["coordinates"][:2] for point in points]).T
    half = side // 2
    with rasterio.open(path) as source:
        index = np.pad(source.read(1), half, constant_values=np.nan)
        xs, ys = transform("EPSG:4326", source.crs, lon, lat)
        places = [source.index(x, y) for x, y in zip(xs, ys, strict=True)]
    path.unlink()
    windows = [index[row : row + side, col : col + side] for row, col in places]
    means: Plane = np.array([np.nanmean(window) for window in windows], np.float32)
    return means
