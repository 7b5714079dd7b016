"""From a mask and its labels to a score that hiding does not raise."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass

import numpy as np

from imagery.detectors.base import NOT_ASSESSED, Mask
from imagery.evaluation.cases import NO, YES, Labels

ENOUGH_ASSESSED = 0.85
"""Below this share of assessed labels the score shrinks in proportion."""
_GOAL = re.compile(r"(>=|<=|>|<)\s*(-?\d*\.?\d+)")
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


@dataclass(frozen=True)
class Counts:
    """Labelled pixels by label and answer; ``unseen`` were not assessed."""

    true_yes: int = 0
    false_yes: int = 0
    false_no: int = 0
    true_no: int = 0
    unseen: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.true_yes + other.true_yes,
            self.false_yes + other.false_yes,
            self.false_no + other.false_no,
            self.true_no + other.true_no,
            self.unseen + other.unseen,
        )

    @property
    def seen(self) -> int:
        """Labelled pixels that were assessed."""
        return self.true_yes + self.false_yes + self.false_no + self.true_no

    @property
    def assessed(self) -> float:
        """Assessed share of the labelled pixels; 0 without labels."""
        return _share(self.seen, self.seen + self.unseen, empty=0.0)

    @property
    def precision(self) -> float:
        """Share of the claims that hold; NaN without claims."""
        return _share(self.true_yes, self.true_yes + self.false_yes)

    @property
    def recall(self) -> float:
        """Share of the assessed yes-labels that were found; NaN without any."""
        return _share(self.true_yes, self.true_yes + self.false_no)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN where nothing is there and none claimed."""
        return _share(2 * self.true_yes, 2 * self.true_yes + self.false_yes + self.false_no)

    @property
    def iou(self) -> float:
        """Intersection over union of claimed and labelled yes."""
        return _share(self.true_yes, self.true_yes + self.false_yes + self.false_no)

    @property
    def false_share(self) -> float:
        """Share of the assessed labels that are wrongly called yes."""
        return _share(self.false_yes, self.seen)

    def value(self, metric: str) -> float:
        """Return a metric as it is judged: F1 and IoU shrunk below 85 % assessed.

        What cannot be computed (no yes anywhere) is 0: an empty answer earns nothing.
        """
        plain = float(getattr(self, metric))
        if metric == "false_share":
            return 1.0 if math.isnan(plain) else plain
        return 0.0 if math.isnan(plain) else plain * min(1.0, self.assessed / ENOUGH_ASSESSED)


def count(mask: Mask, truth: Labels) -> Counts:
    """Hold a mask against labels of the same pixels.

    Raises
    ------
    ValueError
        The shapes differ: the labels are of other pixels.
    """
    if mask.shape != truth.shape:
        raise ValueError(f"mask {mask.shape} and labels {truth.shape} differ in shape")
    yes, no = truth == YES, truth == NO
    seen, claimed = mask != NOT_ASSESSED, mask == YES
    return Counts(
        true_yes=int((yes & claimed).sum()),
        false_yes=int((no & claimed).sum()),
        false_no=int((yes & seen & ~claimed).sum()),
        true_no=int((no & seen & ~claimed).sum()),
        unseen=int(((yes | no) & ~seen).sum()),
    )


def met(goal: str, value: float) -> bool | None:
    """Return whether a value reaches a goal such as ``>=0.96``; None without a goal.

    Raises
    ------
    ValueError
        The goal is not understood.
    """
    if not goal:
        return None
    found = _GOAL.fullmatch(goal.strip())
    if found is None:
        raise ValueError(f"not a goal: {goal!r}")
    return bool(_COMPARE[found[1]](round(value, 4), float(found[2])))


def middle(values: list[float]) -> float:
    """Return the median."""
    return float(np.median(values))


def _share(part: int, of: int, *, empty: float = math.nan) -> float:
    return part / of if of else empty
