"""What became of one case, and its row of the table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from imagery.detectors import Detection
from imagery.detectors.base import NOT_ASSESSED, Mask
from imagery.evaluation.cases import YES, Case, Row
from imagery.evaluation.scores import Counts, count, met


@dataclass(frozen=True)
class Outcome:
    """A case, what the detector said, the mask on the whole image, or the refusal's code."""

    case: Case
    detection: Detection | None
    mask: Mask | None
    refused: str | None

    @property
    def counts(self) -> Counts:
        """Labels against mask; a refused image was not assessed at all."""
        truth = self.case.truth
        mask = np.full(truth.shape, NOT_ASSESSED, np.uint8) if self.mask is None else self.mask
        return count(mask, truth)

    @property
    def kept_still(self) -> bool:
        """Whether nothing was claimed: abstained or refused."""
        return self.detection is None or self.detection.abstained is not None


def row_of(run: Outcome) -> Row:
    """Return the row of one case."""
    case, counts = run.case, run.counts
    metric = case.metric
    if metric in {"f1", "iou"} and not (case.truth == YES).any():
        metric = "false_share"
    if case.abstain_expected:
        metric, value = "abstained", float(run.kept_still)
    else:
        value = counts.value(metric)
    goal = case.goal or (">=1" if case.abstain_expected else "")
    return Row(
        set=case.set,
        scene=case.scene,
        detector=case.detector,
        metric=metric,
        value=round(value, 4),
        assessed=round(counts.assessed, 4),
        goal=goal,
        met=met(goal, value),
        detail=_detail(run, counts),
    )


def _detail(run: Outcome, counts: Counts) -> dict[str, float | str]:
    detail = shares(counts)
    if run.detection is None:
        return detail | {"refused": run.refused or ""}
    detail["findings"] = len(run.detection.findings)
    if run.detection.abstained is not None:
        detail["abstained"] = run.detection.abstained
    return detail


def shares(counts: Counts) -> dict[str, float | str]:
    """Return precision, recall, F1 and IoU as a row's detail; what cannot be told is absent."""
    told = {name: getattr(counts, name) for name in ("precision", "recall", "f1", "iou")}
    return {name: round(value, 4) for name, value in told.items() if math.isfinite(value)}
