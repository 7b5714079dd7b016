"""Issues as the caller sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ledger import access, clock, issue_list, issues
from ledger.deadlines import local_date
from ledger.issue_list import Asked
from ledger.issues.context import own_work
from ledger.issues.lookup import ACTS
from ledger.models import Issue, Organisation, Station, User
from ledger.timing import calendar
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.queries.issue_page import page_json
from webapp.serial.issue_life import life_json
from webapp.serial.issues import issue_json
from webapp.serial.people import organisation_name


def issues_json(rows: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues for a list."""
    session = db.session()
    at, office, way = clock.now(session), calendar(session), lang.current()
    return [issue_json(issue, at, office, way) for issue in rows]


def issue_detail(issue: Issue) -> dict[str, Any]:
    """Return one issue with its life so far and what the caller may do now."""
    actor, way, session = security.the_actor(), lang.current(), db.session()
    (shown,) = issues_json([issue])
    shown |= page_json(issue, clock.now(session), calendar(session))
    offered = issues.offers(session, actor, issue)
    asked = {name for offer in offered for name in offer.fields}
    choices = {}
    if "verifiers" in asked:
        choices["verifiers"] = _verifiers(issue)
    if "responsible" in asked:
        choices["responsible"] = responsible_choices()
    return shown | life_json(issue, offered, way) | {"choices": choices}


def _verifiers(issue: Issue) -> list[dict[str, Any]]:
    """Return who could be named to verify an issue."""
    people = db.session().scalars(select(User).where(User.active).order_by(User.id))
    able = (p for p in people if access.can(p, "issue.pass", issue) and not own_work(p, issue))
    return [{"id": person.id, "name": person.name} for person in able]


def responsible_choices() -> list[dict[str, str]]:
    """Return who could be made responsible."""
    rows = select(Organisation).where(Organisation.kind.in_(ACTS)).order_by(Organisation.id)
    way = lang.current()
    return [
        {"key": row.key, "kind": ACTS[row.kind], "name": organisation_name(row, way)}
        for row in db.session().scalars(rows)
    ]


def chosen(asked: Asked) -> Select[Issue]:
    """Return the select of the visible issues that a filter asks for, with what a list shows."""
    today = local_date(clock.now(db.session()))
    rows = listing(Issue, "issue.view").where(*issue_list.conditions(asked, today))
    return rows.options(
        joinedload(Issue.responsible_org),
        joinedload(Issue.parent).load_only(Issue.number),
        joinedload(Issue.found_by).lazyload("*"),
        joinedload(Issue.station).lazyload(Station.company),
    )


def issue_page(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of the list, where the next begins, and counts by state."""
    rows, cursor = issue_list.page(
        db.session(),
        chosen(query["asked"]),
        sort=query["sort"],
        limit=query["limit"],
        after=query["after"],
    )
    counts = counted(query["asked"], ("state",))["state"]
    return {"items": issues_json(rows), "counts": counts, "next": cursor}


def counted(asked: Asked, only: Iterable[str] = ()) -> dict[str, dict[Any, int]]:
    """Return the counts beside the filters, over what the caller may see."""
    session = db.session()
    today = local_date(clock.now(session))
    seen = access.visible(security.the_actor(), Issue, "issue.view")
    return issue_list.facets(session, asked, today, seen=seen, only=only)
