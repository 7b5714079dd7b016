"""Whether what a flight saw may become an issue: a flight too high without approval may not."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger.models import Finding, Flight, Scene, Sighting

NO_EVIDENCE = "finding.flight_no_evidence"


def flags_of(finding: Finding) -> list[str]:
    """Return what a finding says of the flight behind it: :data:`NO_EVIDENCE`, or nothing."""
    flight = finding.scene.flight
    return [] if flight is None or flight.can_be_evidence else [NO_EVIDENCE]


def demand(session: Session, finding: Finding) -> None:
    """Make sure that a finding rests on something that may be evidence.

    A satellite scene or another flight that saw the same place is enough.

    Raises
    ------
    Refused
        ``flight.not_evidence``: all it rests on is a flight too high without an approval.
    """
    flight = finding.scene.flight
    if flight is None or flight.can_be_evidence:
        return
    seen_by = (select(Scene).join(Sighting, Sighting.scene_id == Scene.id)).where(
        Sighting.finding_id == finding.id
    )
    others = session.scalars(seen_by).all()
    if not any(may_serve(scene) for scene in others):
        raise Refused("flight.not_evidence", flight=flight.name)


def may_serve(scene: Scene) -> bool:
    """Whether pictures of a scene may be evidence."""
    flight: Flight | None = scene.flight
    return flight is None or flight.can_be_evidence
