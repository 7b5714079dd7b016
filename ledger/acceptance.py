"""What accepting a finding means, said before it is done and done the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

import settings
from geo.errors import Refused
from ledger import catalog, clock, counters
from ledger.catalog import IssueType
from ledger.deadlines import Deadline, deadline_for, local_date
from ledger.models import Finding, Issue, Organisation, Scene, Sighting, Station, User
from ledger.models.issues import MODES
from ledger.responsibility import Responsible, responsible_for
from ledger.review_release import keeps_back
from ledger.words import cleaned

UNKNOWN_PLACE = "000000"
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
    withheld = keeps_back(session, finding, kind.code)
    return IfAccepted(
        kind=kind,
        grade=checked_grade(kind.grade if grade is None else grade),
        mode=_mode(kind, mode),
        deadline=deadline_for(kind, clock.now(session)),
        responsible=responsible,
        told=() if withheld else _told(responsible, finding.station),
        withheld=withheld,
    )


def checked_type(code: str, station: Station) -> IssueType:
    """Return the issue type of a code that may occur at a station."""
    kind = catalog.taxonomy().get(code)
    if kind is None:
        raise Refused("finding.unknown_code", value=cleaned(code, 64))
    if not kind.fits(station.kind):
        raise Refused("finding.wrong_kind", value=kind.code)
    return kind


def checked_grade(grade: int) -> int:
    """Return a grade of 1, 2 or 3."""
    if isinstance(grade, bool) or grade not in (1, 2, 3):
        raise Refused("finding.wrong_grade", value=str(grade)[:20])
    return grade


def make_issue(
    session: Session, finding: Finding, plan: IfAccepted, *, actor: User, note: str
) -> Issue:
    """Write the issue of an accepted finding, with the next number of its place and year."""
    found_at = clock.now(session)
    detail = finding.detail
    issue = Issue(
        number=_number(session, finding.station, local_date(found_at).year),
        station_id=finding.station_id,
        code=plan.kind.code,
        kind=plan.kind.kind,
        grade=plan.grade,
        principled=plan.kind.principled,
        withheld=plan.withheld,
        title=f"{finding.station.name_zh}：{plan.kind.name_zh}"[:255],
        description=note,
        mode=plan.mode,
        found_at=found_at,
        found_by_id=actor.id,
        found_way=FOUND_WAYS.get(finding.scene.source_kind, "online"),
        point=Point(finding.lon, finding.lat),
        area=finding.geom,
        evidence=evidence_of(session, finding),
        rule_ref=cleaned(detail.get("rule_ref"), 96),
        measured=_figure(detail.get("measured")),
        limit=_figure(detail.get("limit")),
        responsible_kind=plan.responsible.kind,
        responsible_org=plan.responsible.organisation,
        deadline_on=plan.deadline.on,
        deadline_days=plan.deadline.days,
        deadline_unit=plan.deadline.unit,
    )
    session.add(issue)
    session.flush()
    return issue


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


def _mode(kind: IssueType, mode: str | None) -> str:
    if mode is not None and mode not in MODES:
        raise Refused("finding.wrong_mode", value=cleaned(mode, 64), known=", ".join(MODES))
    return "transfer" if kind.principled else mode or kind.default_mode


def _told(responsible: Responsible, station: Station) -> tuple[Organisation, ...]:
    involved = [responsible.organisation, station.company]
    return tuple(dict.fromkeys(organisation for organisation in involved if organisation))


def _number(session: Session, station: Station, year: int) -> str:
    place = station.counts_for_code or station.stands_in_code or settings.get().city_code
    prefix = f"WT-{place or UNKNOWN_PLACE}-{year}"
    return f"{prefix}-{counters.following(session, prefix):05d}"


def _figure(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else cleaned(value, 96)
