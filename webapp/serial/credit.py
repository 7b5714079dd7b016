"""Credit records as JSON, for the API and the pages alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.credit import Standing
from ledger.models import CreditAppeal, CreditEntry, CreditRestriction, Organisation
from webapp.serial.moments import day, moment
from webapp.serial.people import organisation_name
from webapp.serial.stations import issue_name

WIDTH, HEIGHT = 160, 28
"""Size of the trend's picture, in its own units."""


def standing_json(company: Organisation, found: Standing, lang: Lang) -> dict[str, Any]:
    """Return where a company stands on a day."""
    return {
        "company": {"key": company.key, "name": organisation_name(company, lang)},
        "on": day(found.on),
        "points": found.points,
        "level": found.level,
        "charged": found.charged,
        "proven_until": day(found.proven_until),
    }


def entry_json(entry: CreditEntry, found: Standing, lang: Lang) -> dict[str, Any]:
    """Return an entry with its event, and how much of it counts after the cap."""
    counted = found.counted.get(entry.id)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "kind_name": messages.text(f"credit.kind.{entry.kind}", lang),
        "reason_code": entry.reason_code,
        "reason": _reason(entry.reason_code, lang),
        "points": entry.points,
        "counted": counted,
        "year": entry.year,
        "on": day(entry.counts_on),
        "issue": entry.issue_number or None,
        "event": {"position": entry.event_position, "hash": entry.event_hash},
        "counters": entry.counters_id,
        "countered": counted is None and entry.kind != "counter",
        "by": entry.made_by.name if entry.made_by else "",
        "note": entry.note,
    }


def _reason(code: str, lang: Lang) -> str:
    if code == "bad_credit":
        return messages.text("credit.bad_credit", lang)
    return issue_name(code, lang)


def appeal_json(appeal: CreditAppeal, lang: Lang) -> dict[str, Any]:
    """Return an appeal with its decision."""
    return {
        "id": appeal.id,
        "entry": appeal.entry_id,
        "version": appeal.version,
        "state": appeal.state,
        "state_name": messages.text(f"credit.appeal.{appeal.state}", lang),
        "text": appeal.text,
        "filed_by": appeal.filed_by.name,
        "filed_at": moment(appeal.filed_at),
        "reason": appeal.reason,
        "decided_by": appeal.decided_by.name if appeal.decided_by else "",
        "decided_at": moment(appeal.decided_at),
    }


def restriction_json(row: CreditRestriction, on: date, lang: Lang) -> dict[str, Any]:
    """Return a restriction: what is proposed, said, objected, decided."""
    return {
        "number": row.number,
        "version": row.version,
        "company": {"key": row.company.key, "name": organisation_name(row.company, lang)},
        "state": row.state,
        "state_name": messages.text(f"credit.restriction.{row.state}", lang),
        "holds": row.holds_on(on),
        "points": row.points,
        "edition": row.edition,
        "proposed_at": moment(row.proposed_at),
        "notice": row.notice,
        "noticed_by": row.noticed_by.name if row.noticed_by else "",
        "object_until": day(row.object_until),
        "objection": row.objection,
        "objected_by": row.objected_by.name if row.objected_by else "",
        "from_on": day(row.from_on),
        "to_on": day(row.to_on),
        "reason": row.reason,
        "repair": row.repair,
        "decided_by": row.decided_by.name if row.decided_by else "",
        "decided_at": moment(row.decided_at),
        "lifted_on": day(row.lifted_on),
        "lifted_reason": row.lifted_reason,
        "lifted_by": row.lifted_by.name if row.lifted_by else "",
    }


def trend_points(steps: list[tuple[date, int]], on: date, full: int) -> str:
    """Return the year so far as the points of a polyline: down or up at each event."""
    days = max(1, (on - date(on.year, 1, 1)).days)
    at, drawn = full, [(0.0, full)]
    for when, value in steps:
        x = (when - date(on.year, 1, 1)).days / days
        drawn += [(x, at), (x, value)]
        at = value
    drawn.append((1.0, at))
    return " ".join(
        f"{2 + x * (WIDTH - 4):.1f},{2 + (HEIGHT - 4) * (1 - y / full):.1f}" for x, y in drawn
    )
