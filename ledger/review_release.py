"""Showing a withheld finding to the district and the company: a bureau reviewer's decision."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden
from ledger import access, chain, issues
from ledger import review_messages as _messages  # noqa: F401  (registers finding.not_withheld)
from ledger.models import Finding, Issue, IssueEvent, User
from ledger.sensitive import is_sensitive

RELEASE = "release"


def release(session: Session, finding: Finding, *, actor: User, version: int) -> None:
    """Release a finding, and with it the issue that it became or was merged into.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``finding.changed``, ``finding.not_withheld``.
    """
    if not access.can(actor, "finding.release", finding):
        raise Forbidden("review.not_allowed")
    session.refresh(finding, with_for_update=True)
    if finding.version != version:
        raise Conflict("finding.changed")
    if not finding.withheld:
        raise Conflict("finding.not_withheld")
    issue = session.get(Issue, finding.issue_id) if finding.issue_id else None
    if issue is not None and issue.withheld:
        issues.take(session, issue, "release", actor=actor, version=issue.version)
    finding.withheld = False
    session.flush()
    codes = [finding.code, (finding.proposal or {}).get("code", ""), issue.code if issue else ""]
    chain.append(
        session,
        actor=actor,
        action=RELEASE,
        finding=finding,
        from_state=finding.state,
        to_state=finding.state,
        payload={"codes": sorted({code for code in codes if is_sensitive(code)})},
    )


def keeps_back(session: Session, finding: Finding, code: str) -> bool:
    """Whether a type keeps a finding from the district: sensitive, and not released as this."""
    return is_sensitive(code) and code not in _released(session, finding)


def _released(session: Session, finding: Finding) -> set[str]:
    query = select(IssueEvent.payload).where(
        IssueEvent.finding_id == finding.id, IssueEvent.action == RELEASE
    )
    return {code for payload in session.scalars(query) for code in payload.get("codes", ())}
