"""A reservoir on seven dates: water is where the basin lies below the level measured that day.

Only pixels with at most 20 % cloud probability are labelled; on the last date that is a fifth of
the basin, under cloud shadow, so the right answer is "not seen".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import rasterio
from rasterio.warp import Resampling, reproject

from imagery.detectors import SceneInput
from imagery.evaluation.cases import NO, UNLABELLED, YES, Case, Labels

NAME = "itoiz"
GOALS: Mapping[str, str] = {"pooled": ">=0.965", "worst": ">=0.945"}
BANDS = {"green": 1, "nir": 2}
CLOUD_BAND = 3
CLOUD_PERCENT = 20
CLOUDED = "2018-11-25"
FULL, LOW = "2018-07-23", "2018-10-21"
"""Between these the level fell by 20 m: what dried must be found as findings."""


def cases(sample: Path) -> Iterator[Case]:
    """Yield one case a date; the low one is compared with the full one."""
    folder = sample / "satellite" / "itoiz_s2"
    with (folder / "levels.csv").open(encoding="utf-8", newline="") as file:
        levels = {row["date"]: float(row["water_level_masl"]) for row in csv.DictReader(file)}
    for date in sorted(levels):
        truth = _below(folder, date, levels[date])
        low = date == LOW
        yield Case(
            set=NAME,
            scene=date,
            detector="water",
            image=_scene(folder, date),
            reference=_scene(folder, FULL) if low else None,
            truth=truth,
            findings_truth=_dried(truth, _below(folder, FULL, levels[FULL])) if low else None,
            abstain_expected=date == CLOUDED,
        )


def _scene(folder: Path, date: str) -> SceneInput:
    return SceneInput(
        folder / f"itoiz_s2_{date}.tif",
        BANDS,
        scale=1e-4,
        cloud_band=CLOUD_BAND,
        taken_at=datetime.fromisoformat(date).replace(hour=11, tzinfo=UTC),
    )


def _below(folder: Path, date: str, level_m: float) -> Labels:
    """Return 1 where the terrain lies below the level, 255 outside the basin and under cloud."""
    with (
        rasterio.open(folder / f"itoiz_s2_{date}.tif") as image,
        rasterio.open(folder / "basin_altimetry.tif") as basin,
    ):
        height = np.full(image.shape, np.nan, np.float32)
        reproject(
            basin.read(1).astype(np.float32),
            height,
            src_transform=basin.transform,
            src_crs=basin.crs,
            src_nodata=basin.nodata,
            dst_transform=image.transform,
            dst_crs=image.crs,
            dst_nodata=np.nan,
            resampling=Resampling.nearest,
        )
        hidden = (image.read(CLOUD_BAND) > CLOUD_PERCENT) | ~np.isfinite(height)
    labels = np.where(height < level_m, YES, NO).astype(np.uint8)
    labels[hidden] = UNLABELLED
    return labels


def _dried(now: Labels, then: Labels) -> Labels:
    labels = np.where((then == YES) & (now == NO), YES, NO).astype(np.uint8)
    labels[(then == UNLABELLED) | (now == UNLABELLED)] = UNLABELLED
    return labels
