"""The overlay of open issues: grade and deadline decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import access, catalog
from ledger.models import Issue, User
from ledger.overlays.status import Level, Reason, Status, status_of
from ledger.readings_import import BEIJING

DUE_SOON_DAYS = 3
_GRADES: dict[int, Level] = {1: "att", 2: "warn", 3: "alarm"}


def statuses(
    session: Session, station_ids: Collection[int], at: datetime, *, actor: User | None
) -> dict[int, Status]:
    """Return the issue status of each station at a moment, by the issues ``actor`` may see."""
    if not access.can(actor, "issue.view"):
        hidden = Status(level="none", reasons=(Reason(level="none", code="overlay.issues.hidden"),))
        return dict.fromkeys(station_ids, hidden)
    reasons: dict[int, list[Reason]] = defaultdict(list)
    rows = select(
        *(Issue.station_id, Issue.number, Issue.code, Issue.grade, Issue.state),
        *(Issue.deadline_on, Issue.found_at),
    ).where(
        Issue.station_id.in_(station_ids), Issue.state != "closed", access.visible(actor, Issue)
    )
    today = at.astimezone(BEIJING).date()
    for station_id, number, code, grade, state, deadline_on, found_at in session.execute(
        rows.order_by(Issue.deadline_on, Issue.id)
    ):
        reasons[station_id].append(
            _reason(number, code, grade, found_at, _days_left(state, deadline_on, today))
        )
    none = Status(level="ok", reasons=(Reason(level="ok", code="overlay.issues.none"),))
    return {i: status_of(reasons[i]) if i in reasons else none for i in station_ids}


def _days_left(state: str, deadline_on: date | None, today: date) -> tuple[date, int] | None:
    """Return the deadline and calendar days left; only an issue not yet rectified runs late."""
    if deadline_on is None or state != "open":
        return None
    return deadline_on, (deadline_on - today).days


def _reason(
    number: str, issue_code: str, grade: int, found_at: datetime, due: tuple[date, int] | None
) -> Reason:
    words: dict[str, object] = {"number": number, "title": catalog.taxonomy()[issue_code].names}
    link = f"/issues/{number}"
    if due is not None:
        words |= {"deadline": due[0].isoformat(), "days": abs(due[1])}
        if due[1] < 0:
            since = datetime.combine(due[0], datetime.max.time(), BEIJING)
            return Reason(
                level="alarm", code="overlay.issues.overdue", params=words, since=since, link=link
            )
        if due[1] <= DUE_SOON_DAYS and grade <= 2:
            return Reason(
                level="warn", code="overlay.issues.due", params=words, since=found_at, link=link
            )
    level = _GRADES.get(grade, "alarm")
    code = f"overlay.issues.grade_{min(max(grade, 1), 3)}"
    return Reason(level=level, code=code, params=words, since=found_at, link=link)
