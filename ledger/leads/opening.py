"""An issue out of a lead, by the ledger's one maker of issues."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ledger import issues
from ledger.models import Issue, Lead, User


def open_issue(
    session: Session,
    lead: Lead,
    *,
    actor: User,
    code: str,
    grade: int | None,
    mode: str | None,
) -> Issue:
    """Return the issue that a confirmed lead becomes: its place, words, pictures and figures."""
    return issues.open_issue(
        session,
        station=lead.station,
        code=code,
        actor=actor,
        source=lead.source,
        point=lead.point,
        description=lead.note,
        evidence=[dict(entry) | {"kind": "before"} for entry in lead.evidence],
        grade=grade,
        mode=mode,
        rule_ref=lead.rule,
        measured=lead.measured,
        limit=lead.limit,
        withheld=lead.withheld,
    )
