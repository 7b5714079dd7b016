"""Look-alikes: waiting findings that one decision may fit, each still decided for itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import access
from ledger.decision import UNDECIDED
from ledger.models import Finding, User

MOST = 60
SIZE_RATIO = 2.5
CONFIDENCE_GAP = 0.15


@dataclass(frozen=True)
class Alike:
    """A finding and why it is offered: ``station`` (the same) or ``size`` (and confidence)."""

    finding: Finding
    why: str


def alike(session: Session, finding: Finding, *, actor: User, most: int = MOST) -> list[Alike]:
    """Return findings of the same type, detector and undecided state that a person may decide.

    Those of the same station come first, then those of other stations whose size and confidence
    are near this one's. The finding itself is not among them.
    """
    rows = session.scalars(
        select(Finding).where(
            Finding.id != finding.id,
            Finding.code == finding.code,
            Finding.detector == finding.detector,
            Finding.state == (finding.state if finding.state in UNDECIDED else "pending"),
            access.visible(actor, Finding, "finding.review"),
        )
    ).all()
    ranked = sorted((*_rank(finding, row), row.id, row) for row in rows)
    return [
        Alike(row, "station" if place == 0 else "size")
        for place, gap, _, row in ranked
        if place == 0 or gap <= 1.0
    ][:most]


def _rank(finding: Finding, other: Finding) -> tuple[int, float]:
    """Return 0 for the same station else 1, and how unlike the two are (at most 1: alike)."""
    sizes = math.log(max(other.area_m2, 0.01) / max(finding.area_m2, 0.01))
    gap = max(
        abs(sizes) / math.log(SIZE_RATIO),
        abs(other.confidence - finding.confidence) / CONFIDENCE_GAP,
    )
    return int(other.station_id != finding.station_id), gap
