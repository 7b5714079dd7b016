"""What the page of one issue shows besides its life: deadline, duty, its links of the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ledger import chain
from ledger.issues.context import passed_by, verifiers_needed
from ledger.models import Issue, IssueEvent, User
from ledger.timing import Calendar
from webapp import db, lang
from webapp.serial.issue_clock import ORDERS, clock_json
from webapp.serial.people import organisation_name


def page_json(issue: Issue, at: datetime, calendar: Calendar) -> dict[str, Any]:
    """Return deadline, duty and chain of an issue."""
    return {
        "clock": clock_json(issue, at, calendar),
        "duty": duty_json(issue),
        "chain": chain_json(issue),
    }


def duty_json(issue: Issue) -> dict[str, Any]:
    """Return who watches over an issue, who verifies it, and whose station it is."""
    orders = [event.actor_name for event in issue.events if event.action in ORDERS]
    company = issue.station.company
    return {
        "supervised_by": orders[-1] if orders else None,
        "rectified_by": issue.rectified_by.name if issue.rectified_by else None,
        "verifiers": [person.name for person in _people(issue.verifiers)],
        "verifiers_needed": verifiers_needed(issue),
        "verified": len(set(passed_by(issue))),
        "company": organisation_name(company, lang.current()) if company else None,
    }


def chain_json(issue: Issue) -> dict[str, Any]:
    """Return whether every record of an issue is what it was, and follows the one before it.

    The chain is one for the whole installation; that none of the others was changed, and that no
    tail is missing, only ``flask audit verify`` against an exported head can say.
    """
    events = list(issue.events)
    before = _before(events)
    broken = next((event for event in events if not _is_whole(event, before)), None)
    return {
        "count": len(events),
        "tail": events[-1].hash if events else None,
        "broken": broken.seq if broken else None,
    }


def _people(ids: list[int]) -> list[User]:
    rows = db.session().scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    return list(rows)


def _before(events: list[IssueEvent]) -> dict[int, str]:
    """Return position -> hash of the records before those of an issue."""
    places = [event.position - 1 for event in events]
    columns = select(IssueEvent.position, IssueEvent.hash)
    rows = db.session().execute(columns.where(IssueEvent.position.in_(places)))
    return {0: chain.START} | dict(rows.all())


def _is_whole(event: IssueEvent, before: dict[int, str]) -> bool:
    follows = event.previous_hash == before.get(event.position - 1)
    says = event.payload_hash == chain.digest(event.payload)
    return follows and says and event.hash == chain.entry_hash(event)
