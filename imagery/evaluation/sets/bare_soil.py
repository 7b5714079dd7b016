"""Bare ground in colour pictures: frames with hardly any, one that is nearly all bare, NIR cameras.

There are no outlines; frames are tagged by eye. A gravel beach lies in two of the Brighton frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from imagery.detectors import SceneInput
from imagery.detectors.base import NOT_ASSESSED, YES
from imagery.evaluation.cases import UNLABELLED, Case, Row
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import met

NAME = "bare-soil"
RGB = {"red": 1, "green": 2, "blue": 3}


def cases(sample: Path) -> Iterator[Case]:
    """Yield frames of a NIR-converted camera, whose red is not red."""
    for path in sorted((sample / "drone" / "photos" / "seneca_nir").glob("*.jpg")):
        yield Case(
            set=NAME,
            scene=path.stem,
            detector="bare-soil",
            image=SceneInput(path, RGB, scale=1 / 255),
            truth=np.full((2700, 3600), UNLABELLED, np.uint8),
            abstain_expected=True,
        )


def measure(sample: Path) -> Iterator[Row]:
    """Yield the bare share of each frame."""
    drone = sample / "drone"
    for path in sorted((drone / "photos" / "brighton_beach").glob("*.JPG")):
        yield _share(path, "<=0.02")
    yield _share(drone / "photos" / "lewis_oblique" / "img_4260.jpg", ">=0.03")
    yield _share(drone / "rasters" / "deepforest" / "5dded5bc0140b80006d2e565_23.tif", ">=0.6")


def _share(path: Path, goal: str) -> Row:
    _, mask = detected("bare-soil", SceneInput(path, RGB, scale=1 / 255))
    seen = mask != NOT_ASSESSED
    value = float((mask[seen] == YES).mean()) if seen.any() else float("nan")
    return Row(
        set=NAME,
        scene=path.stem,
        detector="bare-soil",
        metric="bare share",
        value=round(value, 4),
        assessed=round(float(seen.mean()), 4),
        goal=goal,
        met=met(goal, value),
    )
