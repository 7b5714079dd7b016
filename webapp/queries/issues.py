"""Issues as the caller sees them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from ledger import clock
from ledger.models import Issue, Station
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial.issues import event_json, issue_json

BUREAU_TIME = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return the service clock's date in Beijing."""
    return clock.now(db.session()).astimezone(BUREAU_TIME).date()


def issues_json(rows: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues for a list."""
    actor, day, way = security.the_actor(), today(), lang.current()
    return [issue_json(issue, actor, day, way) for issue in rows]


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
        rows = rows.where(Issue.state != "closed", Issue.deadline_on < today())
    return rows


def counts(rows: Select[Issue]) -> dict[str, int]:
    """Return how many of the chosen issues are in each state."""
    inner = rows.subquery()
    query = select(inner.c.state, func.count()).group_by(inner.c.state)
    return dict(db.session().execute(query).tuples().all())
