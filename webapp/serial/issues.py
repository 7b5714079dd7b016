"""Issues as JSON: where, what, who is responsible until when, and what may happen next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import catalog
from ledger import issues as _issues  # noqa: F401  (registers the words of states)
from ledger.models import District, Issue, IssueEvent
from ledger.timing import Calendar, left
from webapp.serial.geometry import geojson
from webapp.serial.moments import day, moment
from webapp.serial.people import organisation_name
from webapp.serial.stations import issue_name, issue_title, station_brief

messages.register(
    {
        "responsible.om_company": ("运维单位", "O&M company"),
        "responsible.local_gov": ("属地", "Local government"),
        "responsible.other": ("其他", "Other"),
    }
)

Evidence = Iterable[Mapping[str, Any]]


def issue_json(issue: Issue, at: datetime, calendar: Calendar, lang: Lang) -> dict[str, Any]:
    """Return an issue; ``at`` is the service clock's moment."""
    remaining = left(issue, at, calendar)
    return {
        "number": issue.number,
        "version": issue.version,
        "state": issue.state,
        "state_text": messages.text(f"issue.state.{issue.state}", lang),
        "withheld": issue.withheld,
        "code": issue.code,
        "title": issue_title(issue, lang),
        "name": issue_name(issue.code, lang),
        "kind": issue.kind,
        "grade": issue.grade,
        "mode": issue.mode,
        "station": station_brief(issue.station, lang),
        "lon": round(issue.point.x, 7),
        "lat": round(issue.point.y, 7),
        "area": geojson(issue.area),
        "found_at": moment(issue.found_at),
        "found_by": issue.found_by.name,
        "found_way": issue.found_way,
        "responsible": responsible_json(issue, lang),
        "responsible_person": issue.responsible_person,
        "deadline_on": day(issue.deadline_on),
        "deadline_days": issue.deadline_days,
        "deadline_unit": issue.deadline_unit,
        "days_left": remaining.days if remaining else None,
        "left_unit": remaining.unit if remaining else None,
        "overdue": remaining is not None and remaining.overdue,
        "paused_on": day(issue.paused_on),
        "extended_from": day(issue.extended_from),
        "plan_due_on": day(issue.plan_due_on),
        "rectified_on": day(issue.rectified_on),
        "rounds": issue.rounds,
        "credit_points": issue.credit_points,
        "raised": issue.raised,
        "parent": issue.parent.number if issue.parent else None,
        "close_no": issue.close_no,
        "closed_at": moment(issue.closed_at),
        "rule_ref": issue.rule_ref,
        "measured": issue.measured,
        "limit": issue.limit,
        "description": issue.description,
        "evidence": evidence_json(issue.evidence, f"issue:{issue.number}"),
    }


def responsible_json(issue: Issue, lang: Lang) -> dict[str, str]:
    """Return who has to act: the organisation, or only its kind where none is known."""
    kind = issue.responsible_kind
    name = (
        organisation_name(issue.responsible_org, lang)
        if issue.responsible_org
        else messages.text(f"responsible.{kind}", lang)
    )
    return {"kind": kind, "name": name}


def evidence_json(evidence: Evidence, of: str) -> list[dict[str, Any]]:
    """Return pictures with the address at which ``of`` lets the caller see them."""
    return [
        {key: value for key, value in entry.items() if key not in {"scene_id", "by_id"}}
        | {"url": f"/api/v1/media/{entry['sha256']}?of={of}"}
        for entry in evidence
    ]


def event_json(event: IssueEvent, lang: Lang) -> dict[str, Any]:
    """Return one link of the chain; a step of an issue with its name."""
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "actor": event.actor_name,
        "action": event.action,
        "action_text": step_name(event.action, lang),
        "from_state": event.from_state,
        "to_state": event.to_state,
        "payload": event.payload,
        "hash": event.hash,
    }


def step_name(step: str, lang: Lang) -> str | None:
    """Return the name of a step; None for what is none of an issue's steps."""
    row = catalog.step(step)
    if row is None:
        return None
    return row.action_zh if lang == "zh" else row.action_en


def district_json(row: District, lang: Lang) -> dict[str, Any]:
    """Return a district as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": row.code,
        "geometry": geojson(row.geom),
        "properties": {
            "code": row.code,
            "name": (lang == "en" and row.name_en) or row.name_zh,
            "name_zh": row.name_zh,
            "own": row.own,
            "approval_no": row.approval_no,
        },
    }
