"""What reviewers said of each detector's findings: "right in 31 of 40 reviewed".

Every decision is a label. Accepted and merged findings were right; of the rejected ones those
that showed a real thing, known or reported already, were right too. An undecided finding, one
sent for another flight or withdrawn says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from ledger.models import Finding

RIGHT_STATES = ("accepted", "merged")
RIGHT_REASONS = ("known", "duplicate")
"""Why a finding was rejected although it showed what it said."""


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """How often a detector's findings were right, of how many that people decided on.

    ``claimed`` is the mean confidence that these findings had.
    """

    right: int = 0
    reviewed: int = 0
    claimed: float = 0.0


def by_detector(session: Session) -> dict[str, Verdicts]:
    """Return the verdicts of every detector that was reviewed at all, over all its versions."""
    rows = session.execute(_counts())
    return {
        name: Verdicts(right=right, reviewed=reviewed, claimed=round(float(claimed), 4))
        for name, right, reviewed, claimed in rows
    }


def _counts() -> Select[str, Any, int, Any]:
    right = or_(Finding.state.in_(RIGHT_STATES), Finding.reason.in_(RIGHT_REASONS))
    return (
        select(
            Finding.detector,
            func.sum(case((right, 1), else_=0)),
            func.count(),
            func.avg(Finding.confidence),
        )
        .where(Finding.state.in_((*RIGHT_STATES, "rejected")), Finding.origin == "machine")
        .group_by(Finding.detector)
    )
