"""Bid restrictions: the system proposes, a person gives notice, hears, decides and signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock, counters
from ledger.credit import rules
from ledger.credit.standing import standing
from ledger.credit.telling import tell_company, tell_reviewers
from ledger.deadlines import local_date
from ledger.models import CreditRestriction, IssueEvent, Organisation, User
from ledger.models.credit import UNDECIDED
from ledger.timing import calendar, due_on
from ledger.words import cleaned

TO_REVIEWERS = ("credit.propose", "credit.objection")
"""What the reviewers are told of; everything else is told to the company."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person decides and signs; the company's name, typed, is the signature."""

    impose: bool
    reason: str
    signed: str
    from_on: date | None = None
    to_on: date | None = None
    repair: str = ""


def consider(session: Session, company: Organisation, on: date) -> CreditRestriction | None:
    """Propose a restriction for a company of the lowest level; one at a time."""
    now = standing(session, company, on)
    if now.level != rules.LEVELS[-1] or current(session, company, on) is not None:
        return None
    return propose(session, company, actor=None)


def current(session: Session, company: Organisation, on: date) -> CreditRestriction | None:
    """Return the restriction that is undecided, holds, will hold, or was declined this year."""
    query = select(CreditRestriction).where(CreditRestriction.company_id == company.id)
    return next((row for row in session.scalars(query) if _blocks(row, on)), None)


def _blocks(row: CreditRestriction, on: date) -> bool:
    if row.state in UNDECIDED:
        return True
    if row.state == "in_force":
        return row.to_on is not None and row.to_on >= on
    ended = row.lifted_on or (row.decided_at and local_date(row.decided_at))
    return ended is not None and ended.year == on.year


def propose(session: Session, company: Organisation, *, actor: User | None) -> CreditRestriction:
    """Propose a restriction; what is proposed restricts nobody.

    Raises
    ------
    Forbidden
        ``credit.not_allowed``.
    Conflict
        ``credit.proposed_already``, ``credit.not_lowest``: the level is another one.
    """
    today = local_date(clock.now(session))
    now = standing(session, company, today)
    if actor is not None:
        _demand(actor, "credit.propose", company)
        if now.level != rules.LEVELS[-1]:
            raise Conflict("credit.not_lowest", level=now.level)
        if current(session, company, today) is not None:
            raise Conflict("credit.proposed_already")
    prefix = f"XZ-{today.year}"
    row = CreditRestriction(
        number=f"{prefix}-{counters.following(session, prefix):04d}",
        company=company,
        points=now.points,
        edition=rules.edition(),
        proposed_at=clock.now(session),
        proposed_by_id=actor.id if actor else None,
    )
    session.add(row)
    session.flush()
    said = {"points": now.points, "level": now.level, "edition": row.edition}
    _record(session, row, "credit.propose", actor, said, before=None)
    return row


def give_notice(
    session: Session, row: CreditRestriction, *, actor: User, text: str, version: int
) -> IssueEvent:
    """Tell the company what is intended and why; from now on it may object for some days.

    Raises
    ------
    Conflict
        ``credit.changed``, ``credit.wrong_state``.
    Refused
        ``credit.text_missing``, ``calendar.unknown_year``.
    """
    _seen(session, row, version, ("proposed",))
    _demand(actor, "credit.decide", row)
    row.notice = _text(text)
    row.noticed_by_id, row.noticed_at = actor.id, clock.now(session)
    today = local_date(row.noticed_at)
    days, unit = rules.number("objection_days"), rules.unit("objection_days")
    row.object_until = due_on(today, days, unit, calendar(session))
    row.state = "noticed"
    said = {"text": row.notice, "object_until": row.object_until.isoformat()}
    return _record(session, row, "credit.notice", actor, said, before="proposed")


def object_to(
    session: Session, row: CreditRestriction, *, actor: User, text: str, version: int
) -> IssueEvent:
    """Object to an intended restriction, once, in time, for one's own company."""
    _seen(session, row, version, ("noticed",))
    _demand(actor, "credit.object", row)
    if row.objected_at is not None:
        raise Conflict("credit.objected_already")
    if row.object_until is None or local_date(clock.now(session)) > row.object_until:
        raise Conflict("credit.too_late", until=str(row.object_until))
    row.objection, row.objected_by_id = _text(text), actor.id
    row.objected_at = clock.now(session)
    return _record(
        session, row, "credit.objection", actor, {"text": row.objection}, before="noticed"
    )


def decide(
    session: Session, row: CreditRestriction, said: Decision, *, actor: User, version: int
) -> IssueEvent:
    """Impose or decline a restriction, after the days of objection or the objection itself.

    Raises
    ------
    Conflict
        ``credit.changed``, ``credit.wrong_state``, ``credit.not_heard``.
    Refused
        ``credit.signature``, ``credit.text_missing``, ``credit.dates``.
    """
    _seen(session, row, version, ("noticed",))
    _demand(actor, "credit.decide", row)
    _heard(session, row)
    if said.signed.strip() != row.company.name_zh:
        raise Refused("credit.signature", name=row.company.name_zh)
    row.reason = _text(said.reason)
    if said.impose:
        row.from_on, row.to_on = _dates(session, said)
        row.repair = _text(said.repair)
    row.state = "in_force" if said.impose else "declined"
    row.decided_by_id, row.decided_at = actor.id, clock.now(session)
    told = {"imposed": said.impose, "reason": row.reason, "repair": row.repair}
    told |= {"from_on": _iso(row.from_on), "to_on": _iso(row.to_on), "signed": said.signed.strip()}
    return _record(session, row, "credit.decide", actor, told, before="noticed")


def lift(
    session: Session, row: CreditRestriction, *, actor: User, reason: str, version: int
) -> IssueEvent:
    """Lift a restriction after repair, from today on."""
    _seen(session, row, version, ("in_force",))
    _demand(actor, "credit.decide", row)
    row.lifted_reason, row.lifted_by_id = _text(reason), actor.id
    row.lifted_on, row.state = local_date(clock.now(session)), "lifted"
    said = {"reason": row.lifted_reason, "lifted_on": row.lifted_on.isoformat()}
    return _record(session, row, "credit.lift", actor, said, before="in_force")


def _heard(session: Session, row: CreditRestriction) -> None:
    today = local_date(clock.now(session))
    if row.objected_at is None and (row.object_until is None or today <= row.object_until):
        raise Conflict("credit.not_heard", until=str(row.object_until))


def _dates(session: Session, said: Decision) -> tuple[date, date]:
    """Return from when until when; never into the past, never longer than the rules allow."""
    start, end, years = said.from_on, said.to_on, rules.number("restriction_max_years")
    today = local_date(clock.now(session))
    if start is None or end is None or start < today or end < start:
        raise Refused("credit.dates", years=years)
    if (end.year - start.year, end.month, end.day) > (years, start.month, start.day):
        raise Refused("credit.dates", years=years)
    return start, end


def _text(words: str) -> str:
    if not (found := cleaned(words, 2000)):
        raise Refused("credit.text_missing")
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _demand(actor: User, action: str, obj: Any) -> None:
    if not access.can(actor, action, obj):
        raise Forbidden("credit.not_allowed")


def _seen(session: Session, row: Any, version: int, states: tuple[str, ...]) -> None:
    """Lock a row, read it anew, and refuse when it is not what the person saw."""
    session.refresh(row, with_for_update=True)
    if row.version != version:
        raise Conflict("credit.changed")
    if row.state not in states:
        raise Conflict("credit.wrong_state")


def _record(
    session: Session,
    row: CreditRestriction,
    action: str,
    actor: User | None,
    said: Mapping[str, Any],
    *,
    before: str | None,
) -> IssueEvent:
    head = {"subject": f"credit:{row.number}", "company": row.company.key}
    event = chain.append(
        session,
        actor=actor,
        action=action,
        from_state=before,
        to_state=row.state,
        payload=head | dict(said),
    )
    tell = tell_reviewers if action in TO_REVIEWERS else tell_company
    tell(session, row.company, f"notice.{action}", event)
    return event
