"""Which closed issues the system looks back at 回头看: by chance, the share of their grade."""

from __future__ import annotations

import math
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import catalog, clock
from ledger.deadlines import CITY_TIME, local_date
from ledger.models import Issue, IssueEvent

SHARES = {2: "lookback_share_2", 3: "lookback_share_3"}
"""Grade -> the rule of its share; other grades are looked back at by people alone."""


def lookbacks(session: Session) -> list[int]:
    """Return the ids of the closed issues to look back at now.

    Issues are taken together by grade and month of closing, once the whole month has reached the
    first day of the window; those that people have looked back at count.
    """
    today = local_date(clock.now(session))
    groups: dict[tuple[date, int], list[Issue]] = defaultdict(list)
    for issue in _closed(session, today):
        month = local_date(issue.closed_at or issue.found_at).replace(day=1)
        groups[month, issue.grade].append(issue)
    return [
        issue_id
        for (month, grade), issues in groups.items()
        if _is_ripe(month, today)
        for issue_id in _sample(session, issues, catalog.ledger_rule(SHARES[grade]))
    ]


def _closed(session: Session, today: date) -> Sequence[Issue]:
    oldest = today - timedelta(days=catalog.ledger_rule("lookback_until"))
    since = datetime.combine(oldest, time.min, CITY_TIME)
    return session.scalars(
        select(Issue).where(
            Issue.state.in_(("closed", "lookback")),
            Issue.closed_at >= since,
            Issue.grade.in_(SHARES),
            Issue.mode != "transfer",
        )
    ).all()


def _is_ripe(month: date, today: date) -> bool:
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return today >= last + timedelta(days=catalog.ledger_rule("lookback_from"))


def _sample(session: Session, issues: Sequence[Issue], share: float) -> list[int]:
    done = {issue.id for issue in issues if _looked_at(session, issue)}
    rest = [issue.id for issue in issues if issue.id not in done]
    missing = math.ceil(share * len(issues)) - len(done)
    return secrets.SystemRandom().sample(rest, min(max(missing, 0), len(rest)))


def _looked_at(session: Session, issue: Issue) -> bool:
    query = select(IssueEvent.id).where(
        IssueEvent.issue_id == issue.id,
        IssueEvent.action == "look_back",
        IssueEvent.at >= issue.closed_at,
    )
    return session.scalar(query.limit(1)) is not None
