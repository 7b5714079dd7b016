"""Twelve fires of California: Sentinel-2 after the fire, dNBR, and perimeters as labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import rasterio

from imagery.detectors import SceneInput
from imagery.evaluation.cases import NO, YES, Case, Labels

NAME = "calfire"
GOALS: Mapping[str, str] = {"median": ">=0.94", "worst": ">=0.8"}
BANDS = {"red": 1, "green": 2, "blue": 3, "nir": 4, "swir22": 5}
"""The visible bands are display values 0-255, the other two reflectance x 10000."""


def cases(sample: Path) -> Iterator[Case]:
    """Yield one case a fire."""
    folder = sample / "satellite" / "calfire_s2"
    for path in sorted((folder / "post_fire").glob("*.tif")):
        yield Case(
            set=NAME,
            scene=path.stem,
            detector="burn",
            image=SceneInput(
                path, BANDS, scale=1e-4, companions={"dnbr": folder / "dnbr" / path.name}
            ),
            truth=_burnt(folder / "masks" / path.name),
        )


def _burnt(path: Path) -> Labels:
    with rasterio.open(path) as source:
        inside = source.read(1) > 0
    return np.where(inside, YES, NO).astype(np.uint8)
