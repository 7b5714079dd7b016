"""Why an inspector goes after the seed: on file, not by who asks for it, or confirmed by another.

Else whoever redraws could go on until the wanted person comes up.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import clock
from ledger.deadlines import local_date
from ledger.draws import pools, records
from ledger.draws.inspectors import away_on
from ledger.models import Draw, Inspector, IssueEvent, Station, User

_LEAVE = frozenset({"leave"})
_INTEREST = frozenset({"relatives", "former", "districts", "organisation_id"})


def check_leave(session: Session, draw: Draw, inspector: str, actor: User) -> None:
    """Refuse a leave that is not on file today, or that the same person filed after the draw.

    Raises
    ------
    Refused
        ``draw.no_leave``, ``draw.own_entry``.
    """
    row = _row(session, inspector)
    if row is None or not away_on(row, local_date(clock.now(session))):
        raise Refused("draw.no_leave", inspector=inspector)
    if _filed_since(session, draw, inspector, actor, _LEAVE):
        raise Refused("draw.own_entry", inspector=inspector)


def conflict_on_file(
    session: Session, draw: Draw, inspector: str, station: str, actor: User
) -> bool:
    """Whether the library, not by ``actor``'s hand, keeps an inspector from a station."""
    row = _row(session, inspector)
    place = session.scalar(select(Station).where(Station.code == station))
    if row is None or place is None:
        return False
    own = {place.code, place.company.key if place.company else ""}
    known = own & set(pools.interests(row, local_date(clock.now(session))))
    near = set(row.districts) & set(pools.districts_of(place))
    return bool(known or near) and not _filed_since(session, draw, inspector, actor, _INTEREST)


def asked(papers: records.Papers) -> tuple[records.Doc, str, int] | None:
    """Return the replacement that waits for a second person, its note and who asked for it."""
    row = papers.last("asked")
    if row is None or records.body_of(row)["n"] != len(papers.changes) + 1:
        return None
    return records.body_of(row), row.note, row.actor_id


def _row(session: Session, inspector: str) -> Inspector | None:
    return session.scalar(select(Inspector).where(Inspector.number == inspector))


def _filed_since(
    session: Session, draw: Draw, inspector: str, actor: User, fields: frozenset[str]
) -> bool:
    """Whether a person has changed such fields of an inspector since the draw was made."""
    made = records.papers(session, draw).last("seed")
    query = select(IssueEvent.payload).where(
        IssueEvent.action.in_(("inspector.add", "inspector.change")),
        IssueEvent.actor_id == actor.id,
        IssueEvent.at >= (made.at if made else draw.announced_at),
    )
    found: list[dict[str, Any]] = list(session.scalars(query))
    return any(
        payload.get("subject") == f"inspector:{inspector}" and fields & set(payload)
        for payload in found
    )
