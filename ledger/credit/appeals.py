"""Appeals: filed by the company in time, decided by a reviewer who did not make the entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock
from ledger.credit import rules
from ledger.credit.charging import counter
from ledger.credit.telling import tell_company, tell_reviewers
from ledger.deadlines import local_date
from ledger.models import CreditAppeal, CreditEntry, IssueEvent, User
from ledger.timing import calendar, due_on
from ledger.words import cleaned


def appeal_until(session: Session, entry: CreditEntry) -> date:
    """Return the last day on which a company may appeal against an entry.

    Raises
    ------
    Refused
        ``calendar.unknown_year``.
    """
    days, unit = rules.number("appeal_days"), rules.unit("appeal_days")
    return due_on(entry.counts_on, days, unit, calendar(session))


def appeal(session: Session, entry: CreditEntry, *, actor: User, text: str) -> CreditAppeal:
    """File an appeal for one's own company.

    Raises
    ------
    Forbidden
        ``credit.not_allowed``.
    Conflict
        ``credit.too_late``, ``credit.appealed_already``, ``credit.countered``.
    Refused
        ``credit.text_missing``, ``calendar.unknown_year``.
    """
    if not access.can(actor, "credit.object", entry):
        raise Forbidden("credit.not_allowed")
    until = appeal_until(session, entry)
    if local_date(clock.now(session)) > until:
        raise Conflict("credit.too_late", until=until.isoformat())
    if entry.kind == "counter" or countered(session, entry):
        raise Conflict("credit.countered")
    if of_entry(session, entry) is not None:
        raise Conflict("credit.appealed_already")
    row = CreditAppeal(
        entry=entry,
        company_id=entry.company_id,
        text=_text(text),
        filed_by_id=actor.id,
        filed_at=clock.now(session),
    )
    session.add(row)
    session.flush()
    event = _record(session, row, "credit.appeal", actor, {"text": row.text}, before=None)
    tell_reviewers(session, entry.company, "notice.credit.appeal", event)
    return row


def decide_appeal(
    session: Session, row: CreditAppeal, *, actor: User, uphold: bool, reason: str, version: int
) -> CreditAppeal:
    """Decide an appeal; an upheld one sets a counter-entry against the entry.

    Raises
    ------
    Forbidden
        ``credit.not_allowed``; ``credit.own_entry``: the reviewer made the entry.
    Conflict
        ``credit.changed``, ``credit.wrong_state``.
    """
    session.refresh(row, with_for_update=True)
    if not access.can(actor, "credit.decide", row):
        raise Forbidden("credit.not_allowed")
    if row.version != version:
        raise Conflict("credit.changed")
    if row.state != "filed":
        raise Conflict("credit.wrong_state")
    if row.entry.made_by_id == actor.id:
        raise Forbidden("credit.own_entry")
    row.reason, row.state = _text(reason), "upheld" if uphold else "rejected"
    row.decided_by_id, row.decided_at = actor.id, clock.now(session)
    action = "credit.uphold" if uphold else "credit.reject"
    said = {"reason": row.reason}
    event = _record(session, row, action, actor, said, before="filed")
    if uphold and not countered(session, row.entry):
        counter(session, row.entry, event, note=row.reason)
    tell_company(session, row.company, "notice.credit.appeal_decided", event)
    return row


def of_entry(session: Session, entry: CreditEntry) -> CreditAppeal | None:
    """Return the appeal against an entry."""
    return session.scalar(select(CreditAppeal).where(CreditAppeal.entry_id == entry.id))


def countered(session: Session, entry: CreditEntry) -> bool:
    """Whether a counter-entry stands against an entry."""
    query = select(CreditEntry.id).where(CreditEntry.counters_id == entry.id)
    return session.scalar(query) is not None


def _text(words: str) -> str:
    if not (found := cleaned(words, 2000)):
        raise Refused("credit.text_missing")
    return found


def _record(
    session: Session,
    row: CreditAppeal,
    action: str,
    actor: User,
    said: Mapping[str, Any],
    *,
    before: str | None,
) -> IssueEvent:
    entry = row.entry
    head: dict[str, Any] = {"subject": f"credit:entry:{entry.id}", "company": entry.company.key}
    head |= {"entry": {"position": entry.event_position, "points": entry.points}}
    return chain.append(
        session,
        actor=actor,
        action=action,
        from_state=before,
        to_state=row.state,
        payload=head | dict(said),
    )
