"""Issues as the caller sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, select

from ledger import access, clock, issues
from ledger.deadlines import local_date
from ledger.issues.context import own_work
from ledger.issues.lookup import ACTS
from ledger.models import Issue, Organisation, Station, User
from ledger.models.issues import ENDED, RUNNING, STATES, UNSTARTED
from ledger.timing import calendar, is_overdue
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial.issue_life import life_json
from webapp.serial.issues import issue_json
from webapp.serial.people import organisation_name

GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": STATES,
    "not_closed": tuple(state for state in STATES if state not in ENDED),
    "running": (*UNSTARTED, *RUNNING),
    "verifying": ("close_applied", "verify"),
}
"""Names for several states; every state's own name stands for itself."""


def issues_json(rows: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues for a list."""
    session = db.session()
    at, office, way = clock.now(session), calendar(session), lang.current()
    return [issue_json(issue, at, office, way) for issue in rows]


def issue_detail(issue: Issue) -> dict[str, Any]:
    """Return one issue with its life so far and what the caller may do now."""
    actor, way = security.the_actor(), lang.current()
    (shown,) = issues_json([issue])
    offered = issues.offers(db.session(), actor, issue)
    asked = {name for offer in offered for name in offer.fields}
    choices = {}
    if "verifiers" in asked:
        choices["verifiers"] = _verifiers(issue)
    if "responsible" in asked:
        choices["responsible"] = _organisations()
    return shown | life_json(issue, offered, way) | {"choices": choices}


def _verifiers(issue: Issue) -> list[dict[str, Any]]:
    """Return who could be named to verify an issue."""
    people = db.session().scalars(select(User).where(User.active).order_by(User.id))
    able = (p for p in people if access.can(p, "issue.pass", issue) and not own_work(p, issue))
    return [{"id": person.id, "name": person.name} for person in able]


def _organisations() -> list[dict[str, str]]:
    """Return who could be made responsible."""
    rows = select(Organisation).where(Organisation.kind.in_(ACTS)).order_by(Organisation.id)
    way = lang.current()
    return [
        {"key": row.key, "kind": ACTS[row.kind], "name": organisation_name(row, way)}
        for row in db.session().scalars(rows)
    ]


def chosen(query: dict[str, Any]) -> Select[Issue]:
    """Return the select of the visible issues that a query asks for, its state aside."""
    rows = listing(Issue, "issue.view")
    if code := query.get("station"):
        rows = rows.where(Issue.station_id.in_(select(Station.id).where(Station.code == code)))
    if code := query.get("code"):
        rows = rows.where(Issue.code == code)
    if query.get("overdue"):
        at = clock.now(db.session())
        rows = rows.where(is_overdue(local_date(at)))
    return rows


def counts(rows: Select[Issue]) -> dict[str, int]:
    """Return how many of the chosen issues are in each state."""
    inner = rows.subquery()
    query = select(inner.c.state, func.count()).group_by(inner.c.state)
    return dict(db.session().execute(query).all())
