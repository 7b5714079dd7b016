"""What accepting a finding means, said before it is done and done the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import clock
from ledger.catalog import IssueType
from ledger.deadlines import Deadline
from ledger.issues import opening
from ledger.issues.opening import checked_grade, checked_mode, checked_type
from ledger.models import Finding, Issue, Organisation, Scene, Sighting, Station, User
from ledger.responsibility import Responsible, responsible_for
from ledger.review_release import keeps_back
from ledger.timing import calendar, deadline_for
from ledger.words import cleaned

__all__ = [
    "IfAccepted",
    "checked_grade",
    "checked_type",
    "evidence_of",
    "if_accepted",
    "make_issue",
    "sources_of",
]

FOUND_WAYS = {
    "satellite": "satellite",
    "orthomosaic": "drone",
    "aerial": "drone",
    "mosaic": "drone",
    "frame": "drone",
}


@dataclass(frozen=True, kw_only=True)
class IfAccepted:
    """The consequences of accepting a finding as one type of issue."""

    kind: IssueType
    grade: int
    mode: str
    deadline: Deadline
    responsible: Responsible
    told: tuple[Organisation, ...]
    """Organisations that will see the issue; none while a sensitive one is withheld."""
    withheld: bool


def if_accepted(
    session: Session,
    finding: Finding,
    code: str | None = None,
    grade: int | None = None,
    mode: str | None = None,
) -> IfAccepted:
    """Return what accepting a finding would mean.

    Parameters
    ----------
    code, grade, mode : optional
        The finding's proposed code, and that type's grade and mode, unless given.

    Raises
    ------
    Refused
        ``finding.unknown_code``, ``finding.wrong_kind``, ``finding.wrong_grade``,
        ``finding.wrong_mode``.
    """
    kind = checked_type(code or finding.code, finding.station)
    responsible = responsible_for(session, kind, finding.station)
    withheld = finding.withheld or keeps_back(session, finding, kind.code)
    return IfAccepted(
        kind=kind,
        grade=checked_grade(kind.grade if grade is None else grade),
        mode=checked_mode(kind, mode),
        deadline=deadline_for(kind, clock.now(session), calendar(session)),
        responsible=responsible,
        told=() if withheld else _told(responsible, finding.station),
        withheld=withheld,
    )


def make_issue(
    session: Session, finding: Finding, plan: IfAccepted, *, actor: User, note: str
) -> Issue:
    """Write the issue of an accepted finding, with the next number of its place and year."""
    detail = finding.detail
    draft = opening.Draft(
        station=finding.station,
        kind=plan.kind,
        grade=plan.grade,
        mode=plan.mode,
        source=FOUND_WAYS.get(finding.scene.source_kind, "online"),
        point=Point(finding.lon, finding.lat),
        area=finding.geom,
        responsible=plan.responsible,
        deadline=plan.deadline,
        withheld=plan.withheld,
        description=note,
        evidence=evidence_of(session, finding),
        rule_ref=detail.get("rule_ref") or "",
        measured=_figure(detail.get("measured")),
        limit=_figure(detail.get("limit")),
    )
    return opening.write(session, draft, actor=actor, at=clock.now(session))


def evidence_of(session: Session, finding: Finding) -> list[dict[str, Any]]:
    """Return the evidence of a finding and of its repeats, each file once, newest last.

    Pictures of a flight that may not be evidence are left out.
    """
    sightings = session.scalars(
        select(Sighting).where(Sighting.finding_id == finding.id).order_by(Sighting.id)
    )
    seen = [(finding.scene, finding.evidence)]
    seen += [(session.get_one(Scene, s.scene_id), s.evidence) for s in sightings]
    entries = [entry for scene, pictures in seen if _may_serve(scene) for entry in pictures]
    return list({entry["sha256"]: dict(entry) for entry in entries}.values())


def sources_of(finding: Finding) -> list[dict[str, Any]]:
    """Return the images a finding was seen in, with their hashes, for the record."""
    scenes = [scene for scene in (finding.scene, finding.reference) if scene]
    return [
        {
            "scene": scene.id,
            "filename": scene.filename,
            "sha256": scene.sha256,
            "taken_at": scene.taken_at.isoformat() if scene.taken_at else None,
        }
        for scene in scenes
    ]


def _may_serve(scene: Scene) -> bool:
    return scene.flight is None or scene.flight.can_be_evidence


def _told(responsible: Responsible, station: Station) -> tuple[Organisation, ...]:
    involved = [responsible.organisation, station.company]
    return tuple(dict.fromkeys(organisation for organisation in involved if organisation))


def _figure(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else cleaned(value, 96)
