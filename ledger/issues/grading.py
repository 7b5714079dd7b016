"""Grades that rise: a relapse, or the same problem again soon after closing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import catalog
from ledger.models import Issue


def raise_grade(issue: Issue, reason: str, *, of: str) -> None:
    """Raise an issue's grade by the rule, never over the highest, and write down why.

    Parameters
    ----------
    reason : str
        ``repeat`` or ``relapse``.
    of : str
        Number of the issue that came back.
    """
    before = issue.grade
    top = int(catalog.ledger_rule("grade_max"))
    issue.grade = min(before + int(catalog.ledger_rule("repeat_raises")), max(top, before))
    issue.raised = {"from": before, "to": issue.grade, "reason": reason, "of": of}


def repeated(session: Session, station_id: int, code: str, at: datetime) -> Issue | None:
    """Return the newest issue of the same type and station that was closed within the rule's days.

    A relapse that was found by looking back counts as well, whenever its issue was closed.
    """
    since = at - timedelta(days=catalog.ledger_rule("repeat_within"))
    return session.scalar(
        select(Issue)
        .where(
            Issue.station_id == station_id,
            Issue.code == code,
            Issue.closed_at >= since,
            Issue.closed_at <= at,
            Issue.state.in_(("closed", "lookback")),
        )
        .order_by(Issue.closed_at.desc(), Issue.id.desc())
        .limit(1)
    )
