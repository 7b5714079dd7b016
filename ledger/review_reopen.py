"""Opening a decided finding again, long after the ten seconds: a supervisor's, with a reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, undo
from ledger import review_messages as _messages  # noqa: F401  (registers finding.reopen_*)
from ledger.models import Finding, User
from ledger.words import cleaned

ACTION = "finding.accept"
"""Who may confirm an issue may also say that a decision about one was wrong."""


def reopen_decided(
    session: Session, finding: Finding, *, actor: User, note: str, version: int
) -> None:
    """Bring a decided finding back to review, whoever decided and whenever.

    An accepted finding's issue goes with its number kept in the record, and a merged one's
    pictures leave the issue, as long as nothing else has happened to that issue.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``finding.changed``, ``finding.not_decided``; ``finding.reopen_followed``: the issue has
        moved on, and what others did there is not undone from here.
    Refused
        ``finding.reopen_reason``: no reason was given.
    """
    if not access.can(actor, ACTION, finding):
        raise Forbidden("review.not_allowed")
    session.refresh(finding, with_for_update=True)
    if finding.version != version:
        raise Conflict("finding.changed")
    made = undo.last_decision(session, finding)
    words = cleaned(note)
    if not words:
        raise Refused("finding.reopen_reason")
    issue = undo.issue_of(session, finding)
    if issue is not None and undo.moved_on(session, issue, made):
        raise Conflict("finding.reopen_followed", number=issue.number)
    undo.to_review(session, finding, made, issue, actor=actor, action="reopen", note=words)
