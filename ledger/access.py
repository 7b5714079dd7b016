"""Who may do what with what: one table, default deny (roles of the domain rules, §10).

:func:`can` answers for one object, :func:`visible` gives the same answer as an SQL condition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from ledger import catalog
from ledger import reach as far
from ledger.models import (
    Assessment,
    CreditAppeal,
    CreditEntry,
    CreditRestriction,
    District,
    Draw,
    DrawnStation,
    DrawRecord,
    Finding,
    Flight,
    FlightLog,
    Holiday,
    Inspector,
    Issue,
    IssueEvent,
    Job,
    Lead,
    Notice,
    NoticeWish,
    OrderImport,
    Organisation,
    Photo,
    Reading,
    RuleRow,
    Scene,
    Station,
    StationChange,
    StationEvent,
    Upload,
    User,
    WorkOrder,
)
from ledger.models.people import ROLES
from ledger.reach import Reach


@dataclass(frozen=True)
class Rule:
    """One condition in two forms: on an object, and on a model."""

    on_object: Callable[[Reach, Any], bool]
    on_model: Callable[[Reach, Any], ColumnElement[bool]]

    def __or__(self, other: Rule) -> Rule:
        return Rule(
            lambda r, o: self.on_object(r, o) or other.on_object(r, o),
            lambda r, m: or_(self.on_model(r, m), other.on_model(r, m)),
        )

    def __and__(self, other: Rule) -> Rule:
        return Rule(
            lambda r, o: self.on_object(r, o) and other.on_object(r, o),
            lambda r, m: and_(self.on_model(r, m), other.on_model(r, m)),
        )


def _on_issue(rule: Rule) -> Rule:
    """Let a rule that reads an issue's columns say no to everything else."""
    return Rule(
        lambda r, o: isinstance(o, Issue) and rule.on_object(r, o),
        lambda r, m: rule.on_model(r, m) if m is Issue else false(),
    )


REACH = Rule(far.within, far.within_sql)
WHOLE = Rule(
    lambda r, _o: r.unlimited,
    lambda r, _m: true() if r.unlimited else false(),
)
"""What touches every station is for those whose reach has no limit."""
OWN = Rule(lambda r, o: far.made_by(r.actor, o), lambda r, m: far.made_by_sql(r.actor, m))
AT_STATION = Rule(
    lambda r, o: isinstance(o, Station) and far.within(r, o),
    lambda r, m: far.within_sql(r, m) if m is Station else false(),
)
SHOWN = Rule(
    lambda _r, o: not getattr(o, "withheld", False),
    lambda _r, m: ~m.withheld if hasattr(m, "withheld") else true(),
)
"""Neither principled nor about interference, or released by a reviewer."""
CHARGED = _on_issue(
    Rule(
        lambda r, o: (
            o.responsible_org_id is not None and o.responsible_org_id == r.actor.organisation_id
        ),
        lambda r, _m: Issue.responsible_org_id == (r.actor.organisation_id or 0),
    )
)
"""The issue is the actor's own organisation's to put right."""
UNASSIGNED = _on_issue(
    Rule(
        lambda _r, o: o.responsible_org_id is None,
        lambda _r, _m: Issue.responsible_org_id.is_(None),
    )
)


def _answers(kind: str) -> Rule:
    return _on_issue(
        Rule(
            lambda _r, o: o.responsible_kind == kind,
            lambda _r, _m: Issue.responsible_kind == kind,
        )
    )


TO_RECTIFY = _on_issue(
    Rule(lambda _r, o: o.mode != "transfer", lambda _r, _m: Issue.mode != "transfer")
)
OPEN = REACH & SHOWN
CONTRACT = (REACH | CHARGED) & SHOWN
CONTRACT_DUTY = (CHARGED | (REACH & UNASSIGNED)) & _answers("om_company") & SHOWN & TO_RECTIFY
LOCAL_DUTY = REACH & _answers("local_gov") & SHOWN & TO_RECTIFY
EITHER = REACH | OWN
OF_COMPANY = Rule(far.of_company, far.of_company_sql)
"""Handed in by the company an O&M role is bound to."""
PILOT = OWN | AT_STATION
PARTY = Rule(far.party_to, far.party_to_sql)
"""One of the two people whose secrets make a draw's seed."""

Rights = Mapping[str, Rule]
_STEPPERS: Rights = {
    "bureau_reviewer": REACH,
    "supervisor": REACH,
    "district": LOCAL_DUTY,
    "om_manager": CONTRACT_DUTY,
    "om_tech": CONTRACT_DUTY,
}
"""How far a role that the table of transitions names for a step reaches with it."""


def _of_steps() -> dict[str, Rights]:
    """Return a right for every step of an issue: who takes it is ``domain/transitions.csv``."""
    found: dict[str, dict[str, Rule]] = {}
    for step, rows in catalog.steps().items():
        named = {role for row in rows for role in row.roles if role in _STEPPERS}
        found[f"issue.{step}"] = {role: rule for role, rule in _STEPPERS.items() if role in named}
    return dict(found)


_BUREAU: Rights = {"bureau_reviewer": REACH, "supervisor": REACH}
_REVIEWERS: Rights = {**_BUREAU, "image_reviewer": REACH}
_IMAGERS: Rights = {"bureau_reviewer": EITHER, "supervisor": EITHER, "image_reviewer": EITHER}
_UPLOADERS = ("bureau_reviewer", "supervisor", "image_reviewer", "district", *far.OM_ROLES, "pilot")
_TOLD = tuple(role for role in ROLES if role not in {"neighbour", "public"})
"""Whoever works here is told things."""
_SCENES: Rights = {**_IMAGERS, "leader": REACH, "district": REACH, "pilot": OWN}
_READERS: Rights = {**_BUREAU, "leader": REACH, "district": REACH}

RIGHTS: Mapping[str, Rights] = {
    "station.view": {
        **_READERS,
        "image_reviewer": REACH,
        "om_manager": REACH,
        "om_tech": REACH,
        "pilot": REACH,
    },
    "station.import": _BUREAU,
    "station.edit": _BUREAU,
    "district.import": {"bureau_reviewer": WHOLE, "supervisor": WHOLE},
    "reading.view": {**_READERS, "om_manager": REACH, "om_tech": REACH},
    "scene.view": _SCENES,
    "scene.upload": {**_IMAGERS, "pilot": PILOT},
    "scene.edit": {**_IMAGERS, "pilot": OWN},
    "flight.view": _SCENES,
    "flight.upload": {**_IMAGERS, "pilot": PILOT},
    "flight.edit": {**_IMAGERS, "pilot": OWN},
    "finding.view": {**_REVIEWERS, "leader": REACH, "district": OPEN},
    "finding.review": _REVIEWERS,
    "finding.accept": _BUREAU,
    "finding.propose": {**_REVIEWERS, "district": OPEN},
    "finding.release": {"bureau_reviewer": REACH},
    "issue.view": {
        **_REVIEWERS,
        "leader": REACH,
        "district": OPEN,
        "om_manager": CONTRACT,
        "om_tech": CONTRACT,
    },
    **_of_steps(),
    "lead.view": {**_REVIEWERS, "leader": REACH, "district": OPEN},
    "lead.submit": {**_REVIEWERS, "district": OPEN},
    "lead.decide": _BUREAU,
    "order.view": {**_READERS, "om_manager": OF_COMPANY, "om_tech": OF_COMPANY},
    "order.import": {"supervisor": REACH, "om_manager": OF_COMPANY, "om_tech": OF_COMPANY},
    "order.check": {"supervisor": REACH},
    "order.sample": {"supervisor": WHOLE},
    "draw.view": {
        **dict.fromkeys(far.PARTY_ROLES, PARTY),
        **dict.fromkeys(("bureau_reviewer", "supervisor"), WHOLE | PARTY),
        "leader": WHOLE,
    },
    "draw.write": {"supervisor": WHOLE},
    "draw.void": {"supervisor": WHOLE, "bureau_reviewer": WHOLE},
    "draw.seed": dict.fromkeys(far.PARTY_ROLES, PARTY),
    "draw.publish": {"bureau_reviewer": WHOLE},
    "inspector.view": dict.fromkeys(("leader", "bureau_reviewer", "supervisor"), WHOLE),
    "inspector.edit": {"bureau_reviewer": WHOLE, "supervisor": WHOLE},
    "credit.view": {
        **dict.fromkeys(("leader", "bureau_reviewer", "supervisor"), WHOLE),
        "om_manager": OF_COMPANY,
    },
    "credit.grade": {"neighbour": WHOLE},
    "credit.propose": {"bureau_reviewer": WHOLE, "supervisor": WHOLE},
    "credit.object": {"om_manager": OF_COMPANY},
    "credit.decide": {"bureau_reviewer": WHOLE},
    "job.view": {**_IMAGERS, "leader": REACH, "pilot": OWN},
    "job.control": {**_IMAGERS, "pilot": OWN},
    "upload.own": dict.fromkeys(_UPLOADERS, OWN),
    "notice.own": dict.fromkeys(_TOLD, OWN),
    "people.manage": {"bureau_reviewer": WHOLE},
    "calendar.import": {"bureau_reviewer": WHOLE},
    "audit.view": {"leader": WHOLE, "bureau_reviewer": WHOLE},
    "rules.view": dict.fromkeys(("leader", "bureau_reviewer", "supervisor"), WHOLE),
    "rules.edit": {"bureau_reviewer": WHOLE},
}
"""Action -> role -> rule; what is not here is denied. ``media.view`` follows the object."""

VIEW: Mapping[Any, str] = {
    Station: "station.view",
    StationChange: "station.view",
    District: "station.view",
    Reading: "reading.view",
    StationEvent: "reading.view",
    Scene: "scene.view",
    Assessment: "station.view",
    Flight: "flight.view",
    Photo: "flight.view",
    FlightLog: "flight.view",
    Finding: "finding.view",
    Issue: "issue.view",
    IssueEvent: "audit.view",
    RuleRow: "rules.view",
    Holiday: "calendar.import",
    Lead: "lead.view",
    WorkOrder: "order.view",
    OrderImport: "order.view",
    Organisation: "credit.view",
    CreditEntry: "credit.view",
    CreditAppeal: "credit.view",
    CreditRestriction: "credit.view",
    Draw: "draw.view",
    DrawRecord: "inspector.view",
    DrawnStation: "inspector.view",
    Inspector: "inspector.view",
    Job: "job.view",
    Notice: "notice.own",
    NoticeWish: "notice.own",
    Upload: "upload.own",
    User: "people.manage",
}
"""The action that lets a person see rows of a model."""

CONCERNS: Mapping[str, tuple[Any, ...]] = {
    "station": (Station, StationChange, Assessment, District),
    "district": (District,),
    "reading": (Reading, StationEvent, Station),
    "scene": (Scene, Station),
    "flight": (Flight, Photo, FlightLog, Station),
    "finding": (Finding,),
    "issue": (Issue,),
    "lead": (Lead, Station),
    "order": (WorkOrder, OrderImport),
    "credit": (Organisation, CreditEntry, CreditAppeal, CreditRestriction),
    "draw": (Draw,),
    "inspector": (Inspector, DrawRecord, DrawnStation),
    "job": (Job,),
    "notice": (Notice, NoticeWish),
    "upload": (Upload,),
    "people": (User,),
    "calendar": (Holiday,),
    "audit": (IssueEvent,),
    "rules": (RuleRow,),
}
"""First word of an action -> what it can be done to; to anything else it is denied."""

ACTIONS = (*RIGHTS, "media.view")


def can(
    actor: User | None, action: str, obj: Any = None, *, among: Collection[str] | None = None
) -> bool:
    """Return whether a person may do ``action`` to ``obj``, or to anything when there is none.

    Parameters
    ----------
    among : collection of str, optional
        Only these roles count, where a step is open to fewer than the action.
    """
    action = _resolved(action, type(obj))
    grants = _grants(actor, action)
    if among is not None:
        grants = [(reach, rule) for reach, rule in grants if reach.grant.role in among]
    if obj is None:
        return any(rule is not WHOLE or far.unlimited for far, rule in grants)
    return _concerns(action, type(obj)) and any(rule.on_object(far, obj) for far, rule in grants)


def visible(actor: User | None, model: Any, action: str | None = None) -> ColumnElement[bool]:
    """Return the condition that keeps the rows of ``model`` the person may see.

    Parameters
    ----------
    action : str, optional
        Another action than seeing, to list only what it may be done to.
    """
    action = _resolved(action or VIEW.get(model, ""), model)
    if not _concerns(action, model):
        return false()
    return or_(false(), *(rule.on_model(far, model) for far, rule in _grants(actor, action)))


def _resolved(action: str, model: Any) -> str:
    """Return what ``media.view`` means for a model: seeing the thing the file belongs to."""
    return VIEW.get(model, "station.view") if action == "media.view" else action


def _concerns(action: str, model: Any) -> bool:
    return model in CONCERNS.get(action.partition(".")[0], ())


def _grants(actor: User | None, action: str) -> list[tuple[Reach, Rule]]:
    rights = RIGHTS.get(action, {})
    if actor is None or not actor.active:
        return []
    return [
        (Reach(actor, grant), rights[grant.role]) for grant in actor.grants if grant.role in rights
    ]
