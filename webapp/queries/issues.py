"""Issues as the caller sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from ledger import clock
from ledger.deadlines import local_date
from ledger.models import Issue, Station
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial.issues import event_json, issue_json


def issues_json(rows: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues for a list."""
    actor, at, way = security.the_actor(), clock.now(db.session()), lang.current()
    return [issue_json(issue, actor, at, way) for issue in rows]


def issue_detail(issue: Issue) -> dict[str, Any]:
    """Return one issue with its events."""
    (shown,) = issues_json([issue])
    return shown | {"events": [event_json(event) for event in issue.events]}


def chosen(query: dict[str, Any]) -> Select[Issue]:
    """Return the select of the visible issues that a query asks for, its state aside."""
    rows = listing(Issue, "issue.view")
    if code := query.get("station"):
        rows = rows.where(Issue.station_id.in_(select(Station.id).where(Station.code == code)))
    if code := query.get("code"):
        rows = rows.where(Issue.code == code)
    if query.get("overdue"):
        at = clock.now(db.session())
        rows = rows.where(Issue.state != "closed", Issue.deadline_on < local_date(at))
    return rows


def counts(rows: Select[Issue]) -> dict[str, int]:
    """Return how many of the chosen issues are in each state."""
    inner = rows.subquery()
    query = select(inner.c.state, func.count()).group_by(inner.c.state)
    return dict(db.session().execute(query).all())
