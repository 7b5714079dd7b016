"""What an issue said on a day, from its record alone: the row of today is never asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.deadlines import local_date
from ledger.models import Issue, IssueEvent, Organisation

KEPT = (
    *("code", "grade", "mode", "deadline_on", "deadline_days", "deadline_unit", "plan_due_on"),
    *("responsible_kind", "responsible_person", "filing_no", "close_no", "parent"),
)
"""What a payload may say of the issue; an entry that does not say it leaves it as it was."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the record had said of an issue at the end of a day of the city."""

    on: date
    events: int
    """How many entries there were."""
    position: int
    """Place of the last of them in the chain."""
    hash: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Name -> value; a name that nothing was said about is not there."""


def as_of(session: Session, issue: Issue, on: date) -> Said | None:
    """Return what the record said of an issue at the end of a day; None: nothing yet.

    Parameters
    ----------
    on : date
        A day of the city, by the clock of pages and deadlines.
    """
    query = select(IssueEvent).where(IssueEvent.issue_id == issue.id)
    rows = session.scalars(query.order_by(IssueEvent.position))
    past = [event for event in rows if local_date(event.at) <= on]
    if not past:
        return None
    last = past[-1]
    fields = _named(session, _together(past))
    return Said(
        on=on,
        events=len(past),
        position=last.position,
        hash=last.hash,
        at=last.at,
        fields=fields,
    )


def _together(events: Iterable[IssueEvent]) -> dict[str, Any]:
    """Lay what each entry says over what the entries before it said."""
    said: dict[str, Any] = {}
    for event in events:
        if event.to_state is not None:
            said["state"] = event.to_state
        said |= {name: event.payload[name] for name in KEPT if name in event.payload}
        if isinstance(party := event.payload.get("responsible"), str):
            said["responsible"] = party
        row = dict(event.payload.get("row") or {})
        if "responsible" in row:
            said["responsible_kind"], said["responsible"] = row.pop("responsible")
        said |= row
    return said


def _named(session: Session, said: dict[str, Any]) -> dict[str, Any]:
    """Put the organisation's key where the record keeps its id."""
    if isinstance(number := said.get("responsible"), int):
        found = session.get(Organisation, number)
        said["responsible"] = found.key if found else str(number)
    return said
