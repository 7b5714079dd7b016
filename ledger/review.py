"""Review: a named person decides what a finding is; every decision stands in the record.

One decision wins. Whoever comes second is told who decided and when; nothing is overwritten.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import access, chain, clock, decision, issues
from ledger.acceptance import (
    IfAccepted,
    checked_grade,
    checked_type,
    evidence_of,
    if_accepted,
    make_issue,
    sources_of,
)
from ledger.flights import evidence as flight_evidence
from ledger.issues import opening
from ledger.models import Finding, Issue, User
from ledger.models.findings import REASONS
from ledger.models.issues import ENDED
from ledger.nearby import NearIssue, near_issues
from ledger.review_release import keeps_back
from ledger.undo import reopen
from ledger.words import cleaned

__all__ = [
    "IfAccepted",
    "NearIssue",
    "accept",
    "if_accepted",
    "merge",
    "near_issues",
    "propose",
    "refly",
    "reject",
    "reopen",
]


def accept(
    session: Session,
    finding: Finding,
    *,
    actor: User,
    code: str,
    grade: int,
    mode: str | None = None,
    note: str = "",
    version: int,
) -> Issue:
    """Confirm a finding as an issue.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``finding.already_decided``, ``finding.changed``.
    Refused
        ``flight.not_evidence``, ``finding.unknown_code``, ``finding.wrong_kind``,
        ``finding.wrong_grade``, ``finding.wrong_mode``.
    """
    decision.claim(session, finding, actor, action="finding.accept", version=version)
    flight_evidence.demand(session, finding)
    withheld = finding.withheld
    plan = if_accepted(session, finding, code, grade, mode)
    words = cleaned(note)
    issue = make_issue(session, finding, plan, actor=actor, note=words)
    finding.withheld = finding.withheld or plan.withheld
    decision.decide(session, finding, actor, "accepted", note=words, issue=issue)
    event = chain.append(
        session,
        actor=actor,
        action="accept",
        issue=issue,
        finding=finding,
        from_state="lead",
        to_state=issue.state,
        payload=_accepted(finding, issue) | {"withheld_before": withheld},
    )
    opening.begin(session, issue, event, actor=actor)
    return issue


def reject(
    session: Session, finding: Finding, *, actor: User, reason: str, note: str = "", version: int
) -> None:
    """Say that a finding is no problem, and why (one of :data:`REASONS`).

    Raises
    ------
    Refused
        ``finding.unknown_reason``; ``finding.reason_missing``: "other" without a note.
    """
    decision.claim(session, finding, actor, action="finding.review", version=version)
    if reason not in REASONS:
        known = ", ".join(REASONS)
        raise Refused("finding.unknown_reason", value=cleaned(reason, 64), known=known)
    words = cleaned(note)
    if reason == "other" and not words:
        raise Refused("finding.reason_missing")
    decision.end(session, finding, actor, "rejected", action="reject", note=words, reason=reason)


def merge(
    session: Session,
    finding: Finding,
    issue: Issue,
    *,
    actor: User,
    note: str = "",
    version: int,
) -> None:
    """Add a finding to an open issue of the same station as more evidence.

    Raises
    ------
    Refused
        ``flight.not_evidence``; ``finding.merge_target``; ``finding.merge_withheld``: the
        pictures of a lead that is kept back would show in an issue that is not.
    """
    decision.claim(session, finding, actor, action="finding.review", version=version)
    flight_evidence.demand(session, finding)
    issues.lock(session, issue)
    mergeable = issue.station_id == finding.station_id and issue.state not in ENDED
    if not mergeable or not access.can(actor, "issue.view", issue):
        raise Refused("finding.merge_target", number=issue.number)
    if finding.withheld and not issue.withheld:
        raise Refused("finding.merge_withheld", number=issue.number)
    words, added = cleaned(note), evidence_of(session, finding)
    known = {entry["sha256"] for entry in issue.evidence}
    fresh = [entry for entry in added if entry["sha256"] not in known]
    issue.evidence = [*issue.evidence, *fresh]
    withheld = finding.withheld
    finding.withheld = finding.withheld or issue.withheld
    decision.decide(session, finding, actor, "merged", note=words, issue=issue)
    chain.append(
        session,
        actor=actor,
        action="merge",
        issue=issue,
        finding=finding,
        from_state=issue.state,
        to_state=issue.state,
        payload={
            "note": words,
            "sources": sources_of(finding),
            "evidence": [entry["sha256"] for entry in added],
            "added": [entry["sha256"] for entry in fresh],
            "withheld_before": withheld,
        },
    )


def refly(session: Session, finding: Finding, *, actor: User, note: str = "", version: int) -> None:
    """Say that the image does not show enough: another flight is needed."""
    decision.claim(session, finding, actor, action="finding.review", version=version)
    decision.end(session, finding, actor, "refly", action="refly", note=cleaned(note))


def propose(
    session: Session,
    finding: Finding,
    *,
    actor: User,
    code: str,
    grade: int,
    note: str = "",
    version: int,
) -> None:
    """Propose a code and grade to those who may accept; the finding stays undecided."""
    decision.claim(session, finding, actor, action="finding.propose", version=version)
    kind = checked_type(code, finding.station)
    finding.proposal = {
        "code": kind.code,
        "grade": checked_grade(grade),
        "note": cleaned(note),
        "by": actor.name,
        "by_id": actor.id,
        "at": clock.now(session).isoformat(),
    }
    finding.withheld = finding.withheld or keeps_back(session, finding, kind.code)
    chain.append(
        session,
        actor=actor,
        action="propose",
        finding=finding,
        from_state=finding.state,
        to_state=finding.state,
        payload=finding.proposal,
    )


def _accepted(finding: Finding, issue: Issue) -> dict[str, Any]:
    return opening.said_of(issue) | {
        "proposed_code": finding.code,
        "lonlat": [round(finding.lon, 7), round(finding.lat, 7)],
        "sources": sources_of(finding),
    }
