"""Findings of labelled cases: what each was made from, and whether it was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rasterio.features import geometry_mask
from rasterio.transform import Affine

from imagery.detectors import FindingShape
from imagery.detectors.base import Confidence
from imagery.detectors.calibration import Features
from imagery.evaluation.cases import UNLABELLED, YES, Labels
from imagery.evaluation.outcomes import Outcome

LEAST_LABELLED = 4
"""Labelled pixels that say something about an object."""


@dataclass(frozen=True)
class LabelledFinding:
    """One object found: its features, the place it is of, whether it was right."""

    scene: str
    features: Features
    right: bool


def findings_of(run: Outcome) -> Iterator[LabelledFinding]:
    """Yield a case's findings that labels can judge and whose features are known.

    An object is right when at least half of its labelled pixels are yes.
    """
    case = run.case
    labels = case.truth if case.findings_truth is None else case.findings_truth
    for finding in run.detection.findings if run.detection is not None else ():
        sure, right = finding.confidence, is_right(finding, labels)
        if right is not None and isinstance(sure, Confidence) and sure.features is not None:
            yield LabelledFinding(f"{case.set}/{case.place or case.scene}", sure.features, right)


def is_right(finding: FindingShape, labels: Labels) -> bool | None:
    """Return whether half of an object's labelled pixels are yes; None with under four."""
    left, top, right, bottom = (round(edge) for edge in finding.pixel_polygon.bounds)
    top, left = max(top - 1, 0), max(left - 1, 0)
    part = labels[top : bottom + 1, left : right + 1]
    if not part.size:
        return None
    origin = Affine.translation(left, top)
    inside = geometry_mask([finding.pixel_polygon], part.shape, origin, invert=True)
    told = part[inside & (part != UNLABELLED)]
    return None if told.size < LEAST_LABELLED else bool(np.mean(told == YES) >= 0.5)
