"""The overlay of open issues: grade and deadline decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import access, catalog
from ledger.deadlines import local_date
from ledger.models import Issue, User
from ledger.models.issues import ENDED, TIMED, WAITING
from ledger.overlays.status import Level, Reason, Status, status_of
from ledger.readings_import import BEIJING

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
        *(Issue.deadline_on, Issue.found_at, Issue.paused_on, Issue.rectified_on),
    ).where(
        Issue.station_id.in_(station_ids), Issue.state.not_in(ENDED), access.visible(actor, Issue)
    )
    today = local_date(at)
    for row in session.execute(rows.order_by(Issue.deadline_on, Issue.id)):
        due = _days_left(row, today)
        reasons[row.station_id].append(_reason(row.number, row.code, row.grade, row.found_at, due))
    none = Status(level="ok", reasons=(Reason(level="ok", code="overlay.issues.none"),))
    return {i: status_of(reasons[i]) if i in reasons else none for i in station_ids}


def _days_left(row: Any, today: date) -> tuple[date, int] | None:
    """Return the deadline and calendar days left; what waits for others is late if it was then."""
    if row.deadline_on is None or row.state not in TIMED:
        return None
    if row.state in WAITING and (row.rectified_on is None or row.rectified_on <= row.deadline_on):
        return None
    standing = row.rectified_on if row.state in WAITING else row.paused_on
    return row.deadline_on, (row.deadline_on - (standing or today)).days


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
        if due[1] <= catalog.ledger_rule("due_soon") and grade <= 2:
            return Reason(
                level="warn", code="overlay.issues.due", params=words, since=found_at, link=link
            )
    level = _GRADES.get(grade, "alarm")
    code = f"overlay.issues.grade_{min(max(grade, 1), 3)}"
    return Reason(level=level, code=code, params=words, since=found_at, link=link)
