"""Findings that the machine takes back when it looks at a corrected scene again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import chain
from ledger.models import Finding, Scene, Sighting, Station


def withdraw(
    session: Session, scene: Scene, station: Station, *, detector: str, seen: set[int]
) -> list[Finding]:
    """Withdraw what only an earlier run over the same scene said.

    A finding that somebody is deciding about this very moment is left to that person.
    """
    elsewhere = select(Sighting.finding_id).where(Sighting.scene_id != scene.id)
    query = select(Finding).where(
        Finding.scene_id == scene.id,
        Finding.station_id == station.id,
        Finding.detector == detector,
        Finding.state == "pending",
        Finding.id.not_in(seen),
        Finding.id.not_in(elsewhere),
    )
    gone = list(session.scalars(query.with_for_update(skip_locked=True)))
    for finding in gone:
        _set_state(session, finding, "withdrawn", action="withdraw")
    return gone


def bring_back(session: Session, finding_id: int) -> None:
    """Bring a finding back to review that is seen again: withdrawn, or waiting for a new flight."""
    finding = session.get(Finding, finding_id)
    if finding is not None and finding.state in {"withdrawn", "refly"}:
        _set_state(session, finding, "pending", action="return")


def _set_state(session: Session, finding: Finding, state: str, *, action: str) -> None:
    before, finding.state = finding.state, state
    session.flush()
    chain.append(
        session,
        actor=None,
        action=action,
        finding=finding,
        from_state=before,
        to_state=state,
        payload={"scene": finding.scene_id, "detector": finding.detector},
    )
