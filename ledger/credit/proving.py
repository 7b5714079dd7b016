"""Proven interference: a person says that a settled case proved it; its level is the lowest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock
from ledger.credit import restrictions, rules
from ledger.deadlines import local_date
from ledger.models import CreditEntry, Issue, Organisation, User
from ledger.words import cleaned


def prove(
    session: Session, company: Organisation, issue: Issue, *, actor: User, reason: str
) -> CreditEntry:
    """Enter that interference by a company was proven: its case is settled and released.

    Raises
    ------
    Forbidden
        ``credit.not_allowed``.
    Refused
        ``credit.not_provable``: another type, another company, not settled, or still withheld;
        ``credit.text_missing``.
    Conflict
        ``credit.proven_already``.
    """
    if not access.can(actor, "credit.decide", company):
        raise Forbidden("credit.not_allowed")
    if not provable(issue) or issue.responsible_org_id != company.id:
        raise Refused("credit.not_provable", codes="、".join(rules.proven_codes()))
    words = cleaned(reason, 2000)
    if not words:
        raise Refused("credit.text_missing")
    key = f"proven:{issue.id}"
    if session.scalar(select(CreditEntry.id).where(CreditEntry.key == key)) is not None:
        raise Conflict("credit.proven_already")
    entry = _entered(session, company, issue, actor, words)
    session.add(entry)
    session.flush()
    restrictions.consider(session, company, entry.counts_on)
    return entry


def provable(issue: Issue) -> bool:
    """Whether an issue's case can prove interference."""
    return issue.code in rules.proven_codes() and issue.state == "closed" and not issue.withheld


def _entered(
    session: Session, company: Organisation, issue: Issue, actor: User, words: str
) -> CreditEntry:
    event = chain.append(
        session,
        actor=actor,
        action="credit.proven",
        from_state=None,
        to_state=None,
        payload={
            "subject": f"credit:issue:{issue.number}",
            "company": company.key,
            "reason": words,
        },
    )
    on = local_date(clock.now(session))
    return CreditEntry(
        key=f"proven:{issue.id}",
        company=company,
        kind="proven",
        reason_code=issue.code,
        points=0,
        year=on.year,
        counts_on=on,
        event_position=event.position,
        event_hash=event.hash,
        issue_id=issue.id,
        issue_number=issue.number,
        made_by_id=actor.id,
        note=words,
        at=event.at,
    )
