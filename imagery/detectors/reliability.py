"""What reviewers' verdicts teach: how often a detector was right, and what that does to its claims.

Pure functions; whoever holds the verdicts counts them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from imagery.detectors.base import CONFIDENCE_CAP

PRIOR_VERDICTS = 10
"""How many verdicts the model's own estimate is worth."""
_SIDE = 1.96


@dataclass(frozen=True)
class Reliability:
    """``right`` of ``reviewed`` findings of one detector were confirmed by a person.

    Raises
    ------
    ValueError
        Not 0 <= right <= reviewed.
    """

    right: int
    reviewed: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.reviewed:
            raise ValueError(f"{self.right} right of {self.reviewed} reviewed")

    @property
    def share(self) -> float | None:
        """Confirmed share; None before the first verdict."""
        return self.right / self.reviewed if self.reviewed else None

    @property
    def at_least(self) -> float:
        """Lower end of the share's 95 % interval (Wilson 1927); 0 before the first verdict."""
        if not self.reviewed:
            return 0.0
        n, p, z = self.reviewed, self.right / self.reviewed, _SIDE
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (p + z * z / (2 * n) - half) / (1 + z * z / n))


def recalibrated(
    confidence: float, right: int, reviewed: int, *, expected: float | None = None
) -> float:
    """Return a confidence after a detector's verdicts.

    The odds move by as much as the reviewed findings were right more or less often than was
    expected of them, with ten verdicts' weight for the expectation. Order is kept.

    Parameters
    ----------
    confidence : float
        As the detector gave it, 0-1.
    right, reviewed : int
        Confirmed and reviewed findings of the same detector.
    expected : float, optional
        Mean confidence the reviewed findings had; without it this confidence itself, which is
        the mean of a beta distribution.

    Returns
    -------
    float
        At most .9, or the share that the verdicts prove with 95 % certainty where that is more.
    """
    seen = Reliability(right, reviewed)
    mean = _inside(confidence if expected is None else expected)
    found = _inside((right + PRIOR_VERDICTS * mean) / (reviewed + PRIOR_VERDICTS))
    odds = _logit(_inside(confidence)) + _logit(found) - _logit(mean)
    moved = 1 / (1 + math.exp(-odds))
    return round(min(moved, max(CONFIDENCE_CAP, seen.at_least)), 3)


def _inside(share: float) -> float:
    return min(max(share, 0.001), 0.999)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
