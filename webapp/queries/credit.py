"""Credit records as the caller may see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from geo.errors import NotFound, Refused
from ledger import access, audit, clock, credit
from ledger.credit import rules
from ledger.deadlines import local_date
from ledger.models import CreditAppeal, CreditEntry, CreditRestriction, Organisation
from ledger.models.credit import UNDECIDED
from webapp import db, lang, security
from webapp.fetch import allow, fetch, listing
from webapp.serial.credit import (
    appeal_json,
    entry_json,
    restriction_json,
    standing_json,
    trend_points,
)


def day_of(on: date | None) -> date:
    """Return the day asked for, or today by the clock of pages."""
    return on or today()


def today() -> date:
    """Return today by the clock of pages."""
    return local_date(clock.now(db.session()))


def grade_only() -> bool:
    """Whether the caller sees levels and nothing else; refuse who may not even do that."""
    if access.can(security.the_actor(), "credit.view"):
        return False
    allow("credit.grade")
    return True


def companies(action: str) -> Sequence[Organisation]:
    """Return the O&M companies that the caller may do ``action`` to."""
    rows = listing(Organisation, action).where(Organisation.kind == "om_company")
    return db.session().scalars(rows.order_by(Organisation.key)).all()


def company_of(key: str) -> Organisation:
    """Return one O&M company whose record the caller may see."""
    company = fetch(Organisation, "credit.view", key=key)
    if company.kind != "om_company":
        raise NotFound("access.not_found")
    return company


def table(on: date) -> dict[str, Any]:
    """Return every visible company with level, points, trend, restrictions and appeals."""
    if grade_only():
        rows = [_grade(company, on) for company in companies("credit.grade")]
    else:
        rows = [_row(company, on) for company in companies("credit.view")]
    return {"as_of": on.isoformat(), "edition": rules.edition(), "items": rows}


def _grade(company: Organisation, on: date) -> dict[str, Any]:
    found = standing_json(company, credit.standing(db.session(), company, on), lang.current())
    return {name: found[name] for name in ("company", "on", "level")}


def _row(company: Organisation, on: date) -> dict[str, Any]:
    entries = credit.entries_of(db.session(), company, on)
    shown = _restrictions(company, on)
    return standing_json(company, credit.reckon(entries, on), lang.current()) | {
        "trend": _trend(entries, on),
        "restrictions": [row for row in shown if row["state"] in UNDECIDED or row["holds"]],
        "appeals_waiting": sum(a["state"] == "filed" for a in _appeals(company).values()),
    }


def record(company: Organisation, on: date) -> dict[str, Any]:
    """Return a company's whole record on a day, each entry with its event and appeal."""
    entries, way = credit.entries_of(db.session(), company, on), lang.current()
    found, appeals = credit.reckon(entries, on), _appeals(company)
    rows = [entry_json(entry, found, way) | _appealing(entry, appeals) for entry in entries]
    return standing_json(company, found, way) | {
        "edition": rules.edition(),
        "trend": _trend(entries, on),
        "entries": rows[::-1],
        "restrictions": _restrictions(company, on),
    }


def _trend(entries: Sequence[CreditEntry], on: date) -> str:
    days = sorted({e.counts_on for e in entries if e.counts_on.year == on.year})
    steps = [(when, credit.reckon(entries, when).points) for when in days]
    return trend_points(steps, on, rules.number("points_a_year"))


def _appealing(entry: CreditEntry, appeals: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {"appeal": appeals.get(entry.id), "appeal_until": _until(entry)}


def _until(entry: CreditEntry) -> str | None:
    if entry.kind == "counter":
        return None
    try:
        return credit.appeal_until(db.session(), entry).isoformat()
    except Refused:
        return None  # the year's working days are not known yet


def _appeals(company: Organisation) -> dict[int, dict[str, Any]]:
    rows = select(CreditAppeal).where(CreditAppeal.company_id == company.id)
    return {row.entry_id: appeal_json(row, lang.current()) for row in db.session().scalars(rows)}


def _restrictions(company: Organisation, on: date) -> list[dict[str, Any]]:
    rows = select(CreditRestriction).where(CreditRestriction.company_id == company.id)
    newest = db.session().scalars(rows.order_by(CreditRestriction.id.desc()))
    return [
        restriction_json(row, on, lang.current())
        for row in newest
        if local_date(row.proposed_at) <= on
    ]


def sheet(on: date) -> dict[str, Any]:
    """Return what the tender office gets: levels, restrictions, rules and the chain's head."""
    allow("credit.propose")
    head = audit.heads(db.session())
    rows = table(on)
    restricted = [r for item in rows["items"] for r in item["restrictions"] if r["holds"]]
    return rows | {
        "restricted": restricted,
        "rules": list(rules.rules().values()),
        "head": head[0].as_dict() if head else None,
    }
