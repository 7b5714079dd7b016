"""Leads as JSON."""

from __future__ import annotations

from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import catalog
from ledger.certainty import certain
from ledger.models import Lead
from ledger.orders.rules import names
from webapp.serial.issues import evidence_json
from webapp.serial.moments import moment
from webapp.serial.people import organisation_name
from webapp.serial.stations import issue_name, station_brief


def lead_json(lead: Lead, lang: Lang) -> dict[str, Any]:
    """Return a lead: what is said, by whom, measured how, and what became of it."""
    kind = catalog.taxonomy().get(lead.code)
    rule = names().get(lead.rule)
    return {
        "number": lead.number,
        "version": lead.version,
        "state": lead.state,
        "state_name": messages.text(f"lead.state.{lead.state}", lang),
        "source": lead.source,
        "source_name": messages.text(f"lead.source.{lead.source}", lang),
        "code": lead.code,
        "name": issue_name(lead.code, lang),
        "grade": kind.grade if kind else None,
        "mode": kind.default_mode if kind else None,
        "principled": bool(kind and kind.principled),
        "withheld": lead.withheld,
        "station": station_brief(lead.station, lang),
        "company": lead.company and organisation_name(lead.company, lang),
        "period": lead.period,
        "subject": lead.subject,
        "order_id": lead.order_id,
        "rule": lead.rule,
        "rule_name": rule.name(lang) if rule else "",
        "certainty": certain(str(lead.detail.get("certainty", "")), lang),
        "text": text_of(lead, lang),
        "note": lead.note,
        "measured": lead.measured,
        "limit": lead.limit,
        "lon": round(lead.point.x, 7),
        "lat": round(lead.point.y, 7),
        "found_at": moment(lead.found_at),
        "by": lead.created_by.name if lead.created_by else "",
        "decided_by": lead.decided_by.name if lead.decided_by else "",
        "decided_at": moment(lead.decided_at),
        "reason": lead.reason,
        "issue": lead.issue
        and {"number": lead.issue.number, "mode": lead.issue.mode, "state": lead.issue.state},
        "evidence": evidence_json(lead.evidence, f"lead:{lead.number}"),
    }


def text_of(lead: Lead, lang: Lang) -> str:
    """Return what a rule says in the reader's language, or the words of the person."""
    code = lead.detail.get("say")
    if not isinstance(code, str) or not code:
        return lead.note
    return messages.text(code, lang, **dict(lead.detail.get("params") or {}))
