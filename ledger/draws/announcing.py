"""Before the seed: a draw is announced, then its pools are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import settings
from geo.errors import Forbidden, Refused
from ledger import access, clock, reach
from ledger.deadlines import local_date
from ledger.draws import canon, entropy, pools, records, rules
from ledger.models import District, Draw, User
from ledger.numbering import numbered
from ledger.words import cleaned

MOST_DISTRICTS = 50
KINDS = ("air", "water")


def announce(session: Session, *, actor: User, data: Mapping[str, Any]) -> Draw:
    """Announce a draw: what, by which rules, by whom, with which public source.

    Parameters
    ----------
    data : mapping
        ``title``, ``percent`` (of each stratum, rounded up), ``kinds``, ``districts`` (codes; none:
        all), ``party_a`` and ``party_b`` (user ids), ``entropy_source`` and ``entropy_due``
        (a date) with ``entropy_format`` (numbers or hex) and ``entropy_count``, or neither.

    Raises
    ------
    Forbidden
        ``draw.not_allowed``.
    Refused
        ``draw.title_missing``, ``draw.percent``, ``draw.kinds``, ``draw.parties_same``,
        ``draw.party_unfit``, ``draw.entropy_source``.
    """
    if not access.can(actor, "draw.write"):
        raise Forbidden("draw.not_allowed")
    now = clock.now(session)
    today = local_date(now)
    title, percent, kinds = _what(data)
    parties = _parties(session, data)
    city = settings.get().city_code or _city(session)
    draw = Draw(
        number=numbered(session, "CC", city, today.year),
        title=title,
        announced_by_id=actor.id,
        party_a_id=parties[0].id,
        party_b_id=parties[1].id,
        announced_at=now,
    )
    session.add(draw)
    session.flush()
    body = {
        "announced_by": _face(actor, ("supervisor",)),
        "as_of": today.isoformat(),
        "at": records.moment(now),
        "city": city,
        "districts": _districts(session, data),
        "draw": draw.number,
        "entropy": entropy.announced(data, today),
        "kinds": kinds,
        "parties": [
            {"party": name, **_face(person)}
            for name, person in zip(records.PARTIES, parties, strict=True)
        ],
        "percent": percent,
        "rules": rules.as_announced(),
        "title": title,
    }
    row = records.put(session, draw, "announcement", body, actor=actor)
    records.tell(session, draw, "announce", actor=actor, before=None, sha256=row.sha256)
    return draw


def freeze(session: Session, draw: Draw, *, actor: User, version: int) -> None:
    """Freeze both libraries; from here on nothing about them can be changed for this draw.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.changed``, ``draw.wrong_state``.
    Refused
        ``draw.no_stations``, ``draw.too_few_inspectors``.
    """
    if not access.can(actor, "draw.write"):
        raise Forbidden("draw.not_allowed")
    records.claim(session, draw, version=version, states=("announced",))
    papers = records.papers(session, draw)
    announcement = papers.one("announcement") or {}
    body, draw.inner = pools.build(session, announcement)
    body |= {
        "announcement_hash": canon.digest(announcement),
        "at": records.moment(clock.now(session)),
        "draw": draw.number,
    }
    row = records.put(session, draw, "pools", body, actor=actor)
    draw.state = "frozen"
    session.flush()
    records.tell(
        session,
        draw,
        "freeze",
        actor=actor,
        before="announced",
        pool_hash=row.sha256,
        stations=len(body["objects"]),
        inspectors=len(body["inspectors"]),
    )


def candidates(session: Session) -> list[User]:
    """Return the people who may be a party."""
    people = session.scalars(select(User).where(User.active).order_by(User.name))
    return [person for person in people if _role(person)]


def _what(data: Mapping[str, Any]) -> tuple[str, int, list[str]]:
    title = " ".join(cleaned(data.get("title"), 120).split())
    if not title:
        raise Refused("draw.title_missing")
    percent, least = int(data.get("percent") or 0), rules.number("percent_min")
    if not least <= percent <= 100:
        raise Refused("draw.percent", least=least)
    kinds = sorted(set(data.get("kinds") or []))
    if not kinds or not set(kinds) <= set(KINDS):
        raise Refused("draw.kinds")
    return title, percent, kinds


def _parties(session: Session, data: Mapping[str, Any]) -> tuple[User, User]:
    one, other = (_party(session, data.get(name)) for name in ("party_a", "party_b"))
    offices = {one.organisation_id, other.organisation_id}
    if None in offices or len(offices) < len(records.PARTIES):
        raise Refused("draw.parties_same")
    return one, other


def _party(session: Session, user_id: Any) -> User:
    person = session.get(User, int(user_id)) if user_id else None
    if person is None or not person.active or not _role(person):
        raise Refused("draw.party_unfit", name=person.name if person else "")
    return person


def _role(person: User, among: tuple[str, ...] = reach.PARTY_ROLES) -> str:
    """Return the first role of a person that may hold a secret, or nothing."""
    held = {grant.role for grant in person.grants}
    return next((role for role in among if role in held), "")


def _face(person: User, among: tuple[str, ...] = reach.PARTY_ROLES) -> dict[str, str]:
    """Return what is published of a person: organisation and role, no name."""
    organisation = person.organisation.name_zh if person.organisation else ""
    return {"organisation": " ".join(organisation.split()), "role": _role(person, among)}


def _districts(session: Session, data: Mapping[str, Any]) -> list[str]:
    wanted = {str(code) for code in data.get("districts") or []}
    known = set(session.scalars(select(District.code)))
    return sorted(wanted & known)[:MOST_DISTRICTS]


def _city(session: Session) -> str:
    query = select(District.city_code).where(District.own, District.city_code != "")
    return session.scalar(query.order_by(District.code).limit(1)) or ""
