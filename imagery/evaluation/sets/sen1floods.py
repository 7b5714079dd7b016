"""Two radar chips with hand labels: a flood that shows, and water that radar does not see.

On the Mekong chip 1.6 % of the ground is water under rice and plants; the right answer is that
it cannot be told, and next to nothing may be called water.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio

from imagery.detectors import SceneInput
from imagery.evaluation.cases import UNLABELLED, Case, Labels, Row
from imagery.evaluation.runner import detected
from imagery.evaluation.scores import count, met

NAME = "sen1floods11"
BANDS = {"vv": 1, "vh": 2}
VISIBLE, HIDDEN = "Nigeria_812045", "Mekong_333434"
FALSE_GOAL = "<=0.005"


def cases(sample: Path) -> Iterator[Case]:
    """Yield the chip that is to be scored and the one where abstaining is right."""
    for scene in (VISIBLE, HIDDEN):
        yield Case(
            set=NAME,
            scene=scene,
            detector="flood-sar",
            image=_image(sample, scene),
            truth=_truth(sample, scene),
            abstain_expected=scene == HIDDEN,
            goal=">=0.92" if scene == VISIBLE else "",
        )


def measure(sample: Path) -> Iterator[Row]:
    """Yield how much dry ground is called water where radar does not show any."""
    _, mask = detected("flood-sar", _image(sample, HIDDEN))
    counts = count(mask, _truth(sample, HIDDEN))
    yield Row(
        set=NAME,
        scene=HIDDEN,
        detector="flood-sar",
        metric="false water",
        value=round(counts.false_share, 4),
        assessed=round(counts.assessed, 4),
        goal=FALSE_GOAL,
        met=met(FALSE_GOAL, counts.false_share),
    )


def _image(sample: Path, scene: str) -> SceneInput:
    return SceneInput(_folder(sample) / "S1" / f"{scene}_S1Hand.tif", BANDS)


def _truth(sample: Path, scene: str) -> Labels:
    with rasterio.open(_folder(sample) / "Labels" / f"{scene}_LabelHand.tif") as source:
        labels = source.read(1)
    truth: Labels = np.where(labels < 0, UNLABELLED, labels).astype(np.uint8)
    return truth


def _folder(sample: Path) -> Path:
    return sample / "satellite" / "sen1floods11"
