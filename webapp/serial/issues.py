"""Issues as JSON: where, what, who is responsible until when, and what may happen next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import issues
from ledger.deadlines import days_left
from ledger.models import District, Issue, IssueEvent, User
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


def issue_json(issue: Issue, actor: User, at: datetime, lang: Lang) -> dict[str, Any]:
    """Return an issue for one person; ``at`` is the service clock's moment."""
    left = days_left(issue, at)
    return {
        "number": issue.number,
        "version": issue.version,
        "state": issue.state,
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
        "deadline_on": day(issue.deadline_on),
        "deadline_days": issue.deadline_days,
        "deadline_unit": issue.deadline_unit,
        "days_left": left,
        "overdue": left is not None and left < 0,
        "steps": issues.steps(actor, issue),
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
        {key: value for key, value in entry.items() if key != "scene_id"}
        | {"url": f"/api/v1/media/{entry['sha256']}?of={of}"}
        for entry in evidence
    ]


def event_json(event: IssueEvent) -> dict[str, Any]:
    """Return one link of the chain."""
    return {
        "seq": event.seq,
        "at": moment(event.at),
        "actor": event.actor_name,
        "action": event.action,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "payload": event.payload,
        "hash": event.hash,
    }


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
