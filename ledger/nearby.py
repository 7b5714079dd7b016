"""Open issues at the place of a finding: the same thing is not to be entered twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import to_metres
from ledger import access
from ledger.models import Finding, Issue, User
from ledger.models.issues import ENDED

NEAR_M = 50.0


@dataclass(frozen=True)
class NearIssue:
    """An open issue of the same station and its distance in metres (0: they overlap)."""

    issue: Issue
    distance_m: float


def near_issues(session: Session, finding: Finding, *, actor: User) -> list[NearIssue]:
    """Return the open issues within 50 m that a person may see, nearest first."""
    rows = session.scalars(
        select(Issue).where(
            Issue.station_id == finding.station_id,
            Issue.state.not_in(ENDED),
            access.visible(actor, Issue),
        )
    )
    around = (finding.station.anchor.x, finding.station.anchor.y)
    shape = to_metres(finding.geom, around=around)
    found = [
        NearIssue(row, round(to_metres(row.area or row.point, around=around).distance(shape), 1))
        for row in rows
    ]
    near = [item for item in found if item.distance_m <= NEAR_M]
    return sorted(near, key=lambda item: (item.distance_m, item.issue.id))
