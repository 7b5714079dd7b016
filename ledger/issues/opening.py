"""Making an issue: the one maker for every source, and the first step where it can be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import catalog, chain, clock
from ledger.catalog import IssueType
from ledger.deadlines import Deadline, local_date
from ledger.issues import hooks
from ledger.issues.given import SHA256
from ledger.issues.grading import raise_grade, repeated
from ledger.issues.taking import carry_out, prepared
from ledger.models import Issue, IssueEvent, Station, User
from ledger.models.issues import MODES, SOURCES
from ledger.numbering import numbered_at
from ledger.responsibility import Responsible, responsible_for
from ledger.sensitive import is_sensitive
from ledger.timing import calendar, deadline_for
from ledger.words import cleaned

BEGINS = {"on_spot": "order_fix", "time_limit": "assign"}
"""Mode -> the step that is taken with the confirmation, where it can be."""
WITH = "with"
"""In the record of that step: the place of the confirmation it belongs to."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An issue about to be made; what its type says is decided already."""

    station: Station
    kind: IssueType
    grade: int
    mode: str
    source: str
    point: BaseGeometry
    responsible: Responsible
    deadline: Deadline
    withheld: bool
    area: BaseGeometry | None = None
    title: str = ""
    """With or without the station's name before it; empty: the name of the type."""
    description: str = ""
    evidence: Iterable[Mapping[str, Any]] = field(default=())
    rule_ref: str = ""
    measured: str = ""
    limit: str = ""
    parent: Issue | None = None


def open_issue(  # noqa: PLR0913  (what an issue is)
    session: Session,
    *,
    station: Station,
    code: str,
    actor: User,
    source: str,
    point: BaseGeometry | None = None,
    title: str = "",
    description: str = "",
    evidence: Iterable[Mapping[str, Any]] = (),
    grade: int | None = None,
    mode: str | None = None,
    rule_ref: str = "",
    measured: str = "",
    limit: str = "",
    parent: Issue | None = None,
    withheld: bool = False,
) -> Issue:
    """Make an issue that a named person confirmed, from any source but a finding.

    Whether the person may is the caller's to ask (``lead.decide``, ``visit.*`` ...).

    Parameters
    ----------
    source : str
        One of :data:`ledger.models.issues.SOURCES`.
    point : geometry, optional
        The station's anchor unless given.
    withheld : bool
        What it was made from is withheld, so the issue is, whatever its type.
    evidence : iterable of mapping
        Files already in the media store: sha256, mime, kind and so on.

    Raises
    ------
    Refused
        ``finding.unknown_code``, ``finding.wrong_kind``, ``finding.wrong_grade``,
        ``finding.wrong_mode``, ``issue.unknown_source``, ``issue.bad_data``.
    """
    if source not in SOURCES:
        raise Refused("issue.unknown_source", value=cleaned(source, 64), known=", ".join(SOURCES))
    kind = checked_type(code, station)
    at = clock.now(session)
    draft = Draft(
        station=station,
        kind=kind,
        grade=checked_grade(kind.grade if grade is None else grade),
        mode=checked_mode(kind, mode),
        source=source,
        point=point or station.anchor,
        responsible=responsible_for(session, kind, station),
        deadline=deadline_for(kind, at, calendar(session)),
        withheld=withheld or is_sensitive(kind.code),
        title=title,
        description=description,
        evidence=[_shown(entry) for entry in evidence],
        rule_ref=rule_ref,
        measured=measured,
        limit=limit,
        parent=parent,
    )
    issue = write(session, draft, actor=actor, at=at)
    event = chain.append(
        session,
        actor=actor,
        action=hooks.CONFIRM,
        issue=issue,
        from_state="lead",
        to_state=issue.state,
        payload=said_of(issue) | {"source": source},
    )
    begin(session, issue, event, actor=actor)
    return issue


def write(session: Session, draft: Draft, *, actor: User, at: datetime) -> Issue:
    """Write an issue's row with the next number of its place and year; no event yet."""
    kind, party = draft.kind, draft.responsible
    head = f"{draft.station.name_zh}："
    words = (cleaned(draft.title, 200) or kind.name_zh).removeprefix(head)
    issue = Issue(
        number=numbered_at(session, "WT", draft.station, local_date(at).year),
        station_id=draft.station.id,
        code=kind.code,
        kind=kind.kind,
        grade=draft.grade,
        principled=kind.principled,
        withheld=draft.withheld,
        title=f"{head}{words}"[:255],
        description=cleaned(draft.description),
        mode=draft.mode,
        found_at=at,
        found_by_id=actor.id,
        found_way=draft.source,
        point=draft.point,
        area=draft.area,
        evidence=[dict(entry) for entry in draft.evidence],
        rule_ref=cleaned(draft.rule_ref, 96),
        measured=cleaned(draft.measured, 96),
        limit=cleaned(draft.limit, 96),
        responsible_kind=party.kind,
        responsible_org=party.organisation,
        credit_points=kind.credit_points if party.kind == "om_company" else 0,
        deadline_on=draft.deadline.on,
        deadline_days=draft.deadline.days,
        deadline_unit=draft.deadline.unit,
        parent_id=draft.parent.id if draft.parent else None,
    )
    _raise_repeated(session, issue, at)
    session.add(issue)
    session.flush()
    return issue


def begin(session: Session, issue: Issue, event: IssueEvent, *, actor: User) -> None:
    """Take the first step with the confirmation, where the mode and what is known allow it."""
    hooks.run(hooks.CONFIRM, session, issue, event)
    step = BEGINS.get(issue.mode)
    if step is None:
        return
    try:
        taking = prepared(session, issue, step, actor=actor, version=issue.version)
    except (Refused, Conflict, Forbidden):
        return  # it waits in `confirmed` for a person
    carry_out(taking, {WITH: event.position})


def said_of(issue: Issue) -> dict[str, Any]:
    """Return what the record says of a new issue."""
    party = issue.responsible_org
    return {
        "number": issue.number,
        "code": issue.code,
        "grade": issue.grade,
        "raised": issue.raised,
        "mode": issue.mode,
        "deadline_days": issue.deadline_days,
        "deadline_unit": issue.deadline_unit,
        "deadline_on": issue.deadline_on.isoformat() if issue.deadline_on else None,
        "responsible_kind": issue.responsible_kind,
        "responsible": party.key if party else None,
        "parent": issue.parent.number if issue.parent else None,
        "lonlat": [round(issue.point.x, 7), round(issue.point.y, 7)],
        "evidence": [entry["sha256"] for entry in issue.evidence],
        "note": issue.description,
    }


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


def checked_mode(kind: IssueType, mode: str | None) -> str:
    """Return how an issue is handled: as asked, or as its type says; principled ones go on."""
    if mode is not None and mode not in MODES:
        raise Refused("finding.wrong_mode", value=cleaned(mode, 64), known=", ".join(MODES))
    return "transfer" if kind.principled else mode or kind.default_mode


def _shown(entry: Mapping[str, Any]) -> dict[str, Any]:
    if not SHA256.fullmatch(str(entry.get("sha256", ""))):
        raise Refused("issue.bad_data", field="evidence")
    return {"kind": "before", "mime": "", **entry}


def _raise_repeated(session: Session, issue: Issue, at: datetime) -> None:
    before = repeated(session, issue.station_id, issue.code, at)
    if before is not None:
        raise_grade(issue, "repeat", of=before.number)
