"""What a count may say to whom: a lead that is kept back does not show in a number either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ledger import access
from ledger.models import Assessment, Finding, Sighting, User

Key = tuple[int, int, str]
"""Scene, station, detector."""


def found(
    session: Session, assessments: Collection[Assessment], *, actor: User | None
) -> dict[int, int]:
    """Return by assessment id how many leads were found, those withheld from ``actor`` aside."""
    scenes = {row.scene_id for row in assessments}
    hidden: Counter[Key] = Counter()
    for query in _hidden(scenes, actor):
        for scene_id, station_id, detector, number in session.execute(query):
            hidden[scene_id, station_id, detector] += number
    return {
        row.id: max(0, row.found - hidden[row.scene_id, row.station_id, row.detector])
        for row in assessments
    }


def _hidden(scenes: Collection[int], actor: User | None) -> tuple[Select[int, int, str, int], ...]:
    """Return the selects of what is withheld: first seen in the scenes, and seen there again."""
    kept_back = (Finding.withheld, ~access.visible(actor, Finding))
    of = (Finding.station_id, Finding.detector)
    first = select(Finding.scene_id, *of, func.count()).where(
        Finding.scene_id.in_(scenes), *kept_back
    )
    again = (
        select(Sighting.scene_id, *of, func.count())
        .join(Finding, Finding.id == Sighting.finding_id)
        .where(Sighting.scene_id.in_(scenes), *kept_back)
    )
    return first.group_by(Finding.scene_id, *of), again.group_by(Sighting.scene_id, *of)
