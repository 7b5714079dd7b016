"""What an earlier look at a scene said of bands, scale or stations that were corrected since.

A look that sees replaces what an earlier one said (:func:`ledger.findings.record`); one that
cannot judge proves nothing against it, unless the earlier one looked at another description of the
scene, or nobody looks there any more. Decided findings stay, whatever they rested on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from imagery import detectors
from ledger import withdrawal
from ledger.findings import DetectionRecord
from ledger.models import Assessment, Finding, Scene, Station
from workers.scene_inputs import Snapshot

LOOKED_AT = "looked_at"
"""Key in an assessment's detail under which :func:`description` is kept."""

At = tuple[int, str]
"""Station and detector."""


def description(image: Snapshot) -> str:
    """Return a digest of how a scene was described when it was looked at."""
    told = json.dumps(asdict(image), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def asked_before(session: Session, scene: Scene, station: Station) -> frozenset[str]:
    """Return the detectors that have looked at a station in a scene."""
    query = select(Assessment.detector).where(
        Assessment.scene_id == scene.id, Assessment.station_id == station.id
    )
    return frozenset(session.scalars(query))


def withdraw(session: Session, scene: Scene, looks: Mapping[At, DetectionRecord]) -> int:
    """Withdraw what rests on an older description; to be called before ``looks`` are recorded.

    Returns
    -------
    int
        How many findings were withdrawn.
    """
    query = select(Finding.station_id, Finding.detector).where(
        Finding.scene_id == scene.id,
        Finding.state == "pending",
        Finding.detector.in_(detectors.names()),
    )
    gone = 0
    for station_id, detector in session.execute(query.distinct()).all():
        at = (station_id, detector)
        if at not in looks or _cannot_tell_of_another(session, scene, at, looks[at]):
            station = session.get_one(Station, at[0])
            gone += len(withdrawal.withdraw(session, scene, station, detector=at[1], seen=set()))
    return gone


def _cannot_tell_of_another(session: Session, scene: Scene, at: At, look: DetectionRecord) -> bool:
    """Whether a look cannot judge and the one before it was of another description."""
    if not look.abstained:
        return False
    query = (
        select(Assessment.detail)
        .where(
            Assessment.scene_id == scene.id,
            Assessment.station_id == at[0],
            Assessment.detector == at[1],
        )
        .order_by(Assessment.id.desc())
    )
    before = session.scalars(query.limit(1)).first() or {}
    return LOOKED_AT in before and before[LOOKED_AT] != look.detail.get(LOOKED_AT)
