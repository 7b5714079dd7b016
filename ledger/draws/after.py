"""After the seed: leave and conflicts are redrawn with the same seed; a person publishes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, clock
from ledger.draws import document, founded, records
from ledger.models import Draw, DrawnStation, User

Doc = dict[str, Any]


def replace(
    session: Session,
    draw: Draw,
    *,
    actor: User,
    version: int,
    inspector: str,
    station: str | None,
    note: str,
) -> Doc | None:
    """Take an inspector off and draw the next one, for a reason; return the change.

    A leave is on file. A conflict is, too, or it waits for :func:`confirm_replace` (None).

    Parameters
    ----------
    station : str or None
        Only this station (a conflict came to light); None: away, off all of them.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.changed``, ``draw.wrong_state``; ``draw.published``: the
        visits are done and the proof is out.
    Refused
        ``draw.change_reason``, ``draw.not_on``, ``draw.no_leave``, ``draw.own_entry``.
    """
    if not access.can(actor, "draw.write", draw):
        raise Forbidden("draw.not_allowed")
    records.claim(session, draw, version=version, states=("drawn",))
    if draw.proof_published_at is not None:
        raise Conflict("draw.published")
    note = records.one_line(note)
    if not note:
        raise Refused("draw.change_reason")
    made = records.papers(session, draw).whole()
    change = _next(session, made, inspector, station)
    if station is None:
        founded.check_leave(session, draw, inspector, actor)
    elif not founded.conflict_on_file(session, draw, inspector, station, actor):
        wish = {"inspector": inspector, "n": change["n"], "only": station}
        records.put(session, draw, "asked", wish, actor=actor, note=note)
        records.tell(session, draw, "ask_replace", actor=actor, before="drawn", note=note, **wish)
        return None
    _make(session, draw, made, change, actor, note)
    return change


def confirm_replace(session: Session, draw: Draw, *, actor: User, version: int) -> Doc:
    """Confirm a conflict that is not on file; a reviewer who did not ask for it.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.second_person``, ``draw.changed``, ``draw.wrong_state``,
        ``draw.published``, ``draw.nothing_asked``.
    """
    if not access.can(actor, "draw.publish", draw):
        raise Forbidden("draw.not_allowed")
    records.claim(session, draw, version=version, states=("drawn",))
    if draw.proof_published_at is not None:
        raise Conflict("draw.published")
    papers = records.papers(session, draw)
    waiting = founded.asked(papers)
    if waiting is None:
        raise Conflict("draw.nothing_asked")
    wish, note, asker = waiting
    if asker == actor.id:
        raise Forbidden("draw.second_person")
    made = papers.whole()
    change = _next(session, made, wish["inspector"], wish["only"])
    _make(session, draw, made, change, actor, note)
    return change


def _next(session: Session, made: Doc, inspector: str, station: str | None) -> Doc:
    change = document.next_change(
        made,
        kind="away" if station is None else "conflict",
        inspector=inspector,
        only=station,
        at=records.moment(clock.now(session)),
    )
    if not change["redraws"]:
        raise Refused("draw.not_on", inspector=inspector)
    return change


def _make(session: Session, draw: Draw, made: Doc, change: Doc, actor: User, note: str) -> None:
    records.put(session, draw, "change", change, actor=actor, note=note)
    _reassign(
        session, draw, document.standing_of(made | {"changes": [*made["changes"], change]}).on
    )
    _tell_change(session, draw, actor, change, note)


def _reassign(session: Session, draw: Draw, on: dict[str, list[str]]) -> None:
    for row in session.scalars(select(DrawnStation).where(DrawnStation.draw_id == draw.id)):
        row.inspectors = list(on[row.station.code])
    session.flush()


def _tell_change(session: Session, draw: Draw, actor: User, change: Doc, note: str) -> None:
    """Leave and each redraw are events of their own; the note stays inside."""
    records.tell(
        session,
        draw,
        change["kind"],
        actor=actor,
        before="drawn",
        inspector=change["inspector"],
        station=change["only"],
        note=note,
    )
    for redraw in change["redraws"]:
        records.tell(session, draw, "redraw", actor=actor, before="drawn", **redraw)


def publish(
    session: Session, draw: Draw, *, actor: User, version: int, what: str, visited: bool = False
) -> None:
    """Make a draw public: the notice (frozen hash, before the seed) or the whole proof.

    Parameters
    ----------
    what : {"notice", "proof"}
    visited : bool
        The person confirms that the visits are done, so that no company is warned.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.own_work``, ``draw.changed``, ``draw.wrong_state``,
        ``draw.published``, ``draw.no_notice``.
    Refused
        ``draw.not_visited``.
    """
    if not access.can(actor, "draw.publish", draw):
        raise Forbidden("draw.not_allowed")
    if actor.id == draw.announced_by_id:
        raise Forbidden("draw.own_work")
    states = ("drawn",) if what == "proof" else ("frozen", "committed", "drawn", "void")
    records.claim(session, draw, version=version, states=states)
    column = f"{what}_published_at"
    if getattr(draw, column) is not None:
        raise Conflict("draw.published")
    if what == "proof" and not visited:
        raise Refused("draw.not_visited")
    if what == "proof" and draw.notice_published_at is None:
        raise Conflict("draw.no_notice")
    setattr(draw, column, clock.now(session))
    records.put(session, draw, what, {"published": what, "visited": visited}, actor=actor)
    session.flush()
    pool_hash = records.papers(session, draw).hash_of("pools")
    records.tell(
        session,
        draw,
        f"publish_{what}",
        actor=actor,
        before=draw.state,
        pool_hash=pool_hash,
        visited=visited,
    )
