"""Clouds: RGB of a mosaic (CloudSen12 labels), Landsat 7 (Fmask), Sentinel-2 frames, clear NAIP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin

from imagery.detectors import SceneInput
from imagery.detectors.cloud.params import MODEL_ROLES
from imagery.evaluation.cases import NO, UNLABELLED, YES, Case, Labels
from imagery.evaluation.places import scratch

NAME = "clouds"
RGB = {"red": 1, "green": 2, "blue": 3}
LANDSAT = {"blue": 1, "green": 2, "red": 3, "nir": 4, "swir16": 5, "swir22": 6}
FRAMES = (2, 1, 4, 3, 0)
"""Which of the 68 dates the five reference scenes are."""


def cases(sample: Path) -> Iterator[Case]:
    """Yield labelled scenes, then clear ones."""
    satellite = sample / "satellite"
    yield _emsr382(satellite / "cems_emsr382")
    yield _landsat(satellite / "landsat7_clouds" / "le7_2002-04-16_west.tif")
    yield from _frames(satellite / "eolearn_patch" / "patch.npz")
    yield from _clear(satellite / "naip_potholes")


def _emsr382(folder: Path) -> Case:
    with rasterio.open(folder / "cloudsen12_mask.tif") as source:
        labels = source.read(1)
    with rasterio.open(folder / "rgb.tif") as source:
        seam = (source.read() == 0).all(axis=0)
    truth = _truth((labels == 1) | (labels == 2))
    truth[seam] = UNLABELLED
    image = SceneInput(folder / "rgb.tif", RGB, scale=1 / 255)
    return Case(set=NAME, scene="EMSR382", detector="cloud", image=image, truth=truth, goal=">=0.9")


def _landsat(path: Path) -> Case:
    with rasterio.open(path) as source:
        fmask = source.read(8)
    return Case(
        set=NAME,
        scene=path.stem,
        detector="cloud",
        image=SceneInput(path, LANDSAT, scale=1e-4),
        truth=_truth(fmask == 4),
        goal=">=0.85",
    )


def _frames(path: Path) -> Iterator[Case]:
    """Yield the reference scenes with the masks made of s2cloudless's probabilities at 10 m."""
    with np.load(path, allow_pickle=False) as held:
        scenes, masks = held["REFERENCE_SCENES"], held["CLM_S2C"]
    roles = dict(zip(MODEL_ROLES, (1, 2, 4, 5, 8, 9, 10, 11, 12, 13), strict=True))
    for number, frame in enumerate(FRAMES):
        cloudy = masks[frame, ..., 0]
        yield Case(
            set=NAME,
            scene=f"eolearn_{frame}",
            detector="cloud",
            image=SceneInput(_written(scenes[number], f"eolearn_{frame}.tif"), roles),
            truth=_truth(cloudy),
            metric="f1" if cloudy.any() else "false_share",
            goal=">=0.95" if cloudy.any() else "<=0.01",
        )


def _written(scene: NDArray[np.float32], name: str) -> Path:
    path = scratch() / name
    bands = np.moveaxis(scene, 2, 0)
    profile = {"driver": "GTiff", "count": 13, "dtype": "float32", "crs": "EPSG:32633"}
    profile |= {"height": bands.shape[1], "width": bands.shape[2]}
    with rasterio.open(path, "w", transform=from_origin(465e3, 508e4, 10, 10), **profile) as out:
        out.write(bands)
    return path


def _clear(folder: Path) -> Iterator[Case]:
    """Yield aerial pictures of bright fields without a cloud (seen by eye)."""
    for path in sorted(folder.glob("naip_*.tif")):
        with rasterio.open(path) as source:
            truth = np.full(source.shape, NO, np.uint8)
        yield Case(
            set=NAME,
            scene=path.stem,
            detector="cloud",
            image=SceneInput(path, RGB, scale=1 / 255),
            truth=truth,
            metric="false_share",
            goal="<=0.01",
        )


def _truth(cloudy: NDArray[np.bool_]) -> Labels:
    return np.where(cloudy, YES, NO).astype(np.uint8)
