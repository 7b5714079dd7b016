"""The public string: its form is announced, one person enters it, another one enters it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, clock
from ledger.deadlines import local_date
from ledger.draws import records, seed, seeding
from ledger.models import Draw, User
from ledger.words import cleaned


def announced(data: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """Return the public source of an announcement: what, when, in which form.

    Raises
    ------
    Refused
        ``draw.entropy_source``: not all of it is said, or the day is past.
    """
    source = " ".join(cleaned(data.get("entropy_source"), 200).split())
    due = data.get("entropy_due")
    if not source and not due:
        return None
    form, count = data.get("entropy_format") or "numbers", int(data.get("entropy_count") or 0)
    fits = form in seed.FORMS and 1 <= count <= seed.MOST_ENTROPY // 2
    if not source or not isinstance(due, date) or due < today or not fits:
        raise Refused("draw.entropy_source")
    return {"count": count, "due": due.isoformat(), "format": form, "source": source}


def enter_entropy(session: Session, draw: Draw, *, actor: User, version: int, value: str) -> None:
    """Take the public string of the announced source, once both parties have committed.

    It counts when a second person has entered the same; until then it may be entered anew.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.party_enters``, ``draw.changed``, ``draw.wrong_state``.
    Refused
        ``draw.no_entropy_announced``, ``draw.entropy_early``, ``draw.bad_entropy``.
    """
    if not access.can(actor, "draw.write"):
        raise Forbidden("draw.not_allowed")
    text = _taken(session, draw, actor, version, value)
    records.put(session, draw, "entropy_entered", {"value": text}, actor=actor)
    records.tell(session, draw, "entropy_entered", actor=actor, before="committed", value=text)


def confirm_entropy(session: Session, draw: Draw, *, actor: User, version: int, value: str) -> None:
    """Take the public string from a second person, who does not see the first one's.

    Raises
    ------
    Forbidden, Conflict, Refused
        As :func:`enter_entropy`, and ``draw.second_person``, ``draw.nothing_asked``,
        ``draw.entropy_differs``.
    """
    if not any(access.can(actor, right, draw) for right in ("draw.write", "draw.publish")):
        raise Forbidden("draw.not_allowed")
    text = _taken(session, draw, actor, version, value)
    first = records.papers(session, draw).last("entropy_entered")
    if first is None:
        raise Conflict("draw.nothing_asked")
    if first.actor_id == actor.id:
        raise Forbidden("draw.second_person")
    if records.body_of(first)["value"] != text:
        raise Refused("draw.entropy_differs")
    records.put(session, draw, "entropy", {"value": text}, actor=actor)
    records.tell(session, draw, "entropy", actor=actor, before="committed", value=text)
    seeding.draw_if_ready(session, draw, actor)


def _taken(session: Session, draw: Draw, actor: User, version: int, value: str) -> str:
    """Return the string in its announced form, from somebody who is no party, not too early."""
    if actor.id in {draw.party_a_id, draw.party_b_id}:
        raise Forbidden("draw.party_enters")
    records.claim(session, draw, version=version, states=("committed",))
    papers = records.papers(session, draw)
    told = (papers.one("announcement") or {}).get("entropy")
    if told is None or "format" not in told:  # of a form that was never announced: void it
        raise Refused("draw.no_entropy_announced")
    if papers.one("entropy") is not None:
        raise Conflict("draw.changed")
    if local_date(clock.now(session)) < date.fromisoformat(told["due"]):
        raise Refused("draw.entropy_early", day=told["due"])
    text = seed.plain_entropy(value, told["format"])
    if not seed.entropy_fits(text, told):
        raise Refused("draw.bad_entropy", n=told["count"], form=told["format"])
    return text
