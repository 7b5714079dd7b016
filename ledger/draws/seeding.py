"""The seed: two parties commit, then reveal; with the announced public string it draws."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, clock
from ledger.deadlines import local_date
from ledger.draws import records, rules, seed
from ledger.models import Draw, DrawnStation, Station, User

_HEX = re.compile(r"[0-9a-f]{64}")
VOID_REASONS = ("no_commit", "no_reveal", "no_entropy", "wrong_pools")


def commit(session: Session, draw: Draw, *, actor: User, version: int, value: str) -> None:
    """Take a party's commit; after the second one nobody can choose a secret any more.

    Raises
    ------
    Forbidden
        ``draw.not_a_party``.
    Conflict
        ``draw.changed``, ``draw.wrong_state``, ``draw.committed``, ``draw.no_notice``: a draw that
        nobody outside has been told of could be made and left aside.
    Refused
        ``draw.bad_commit``: no hash, or the other party's.
    """
    party = _party(draw, actor)
    records.claim(session, draw, version=version, states=("frozen",))
    if draw.notice_published_at is None:
        raise Conflict("draw.no_notice")
    given = records.papers(session, draw).both("commit", "commit")
    if party in given:
        raise Conflict("draw.committed")
    if not _HEX.fullmatch(value) or value in given.values():
        raise Refused("draw.bad_commit")
    records.put(session, draw, "commit", {"commit": value}, actor=actor, party=party)
    if len(given) + 1 == len(records.PARTIES):
        draw.state = "committed"
        today = local_date(clock.now(session))
        draw.reveal_due_on = today + timedelta(days=rules.number("reveal_days"))
    records.tell(session, draw, "commit", actor=actor, before="frozen", party=party, commit=value)


def reveal(session: Session, draw: Draw, *, actor: User, version: int, secret: str) -> None:
    """Take a party's secret; the last thing that is missing makes the draw.

    The record holds only its hash until the draw is made: who reveals last must not read it.

    Raises
    ------
    Forbidden, Conflict
        As :func:`commit`, and ``draw.revealed``.
    Refused
        ``draw.bad_secret``: it does not fit the commit.
    """
    party = _party(draw, actor)
    records.claim(session, draw, version=version, states=("committed",))
    papers = records.papers(session, draw)
    if party in papers.both("secret", "secret"):
        raise Conflict("draw.revealed")
    said = papers.both("commit", "commit")[party]
    if not _HEX.fullmatch(secret) or seed.commit_of(secret, draw.number) != said:
        raise Refused("draw.bad_secret")
    row = records.put(session, draw, "secret", {"secret": secret}, actor=actor, party=party)
    records.tell(
        session, draw, "reveal", actor=actor, before="committed", party=party, sha256=row.sha256
    )
    draw_if_ready(session, draw, actor)


def void(
    session: Session, draw: Draw, *, actor: User, version: int, reason: str, note: str
) -> None:
    """End a draw that cannot be finished; it stays on record, and its number is not used again.

    Once a secret is known its owner's counterpart can foresee the result, so the draw is voided
    only for what is really missing, and only after the last day to reveal. A drawn one never is.

    Raises
    ------
    Forbidden, Conflict
        ``draw.not_allowed``, ``draw.changed``, ``draw.wrong_state``.
    Refused
        ``draw.void_reason``, ``draw.void_unfounded``, ``draw.void_early``.
    """
    if not access.can(actor, "draw.void", draw):
        raise Forbidden("draw.not_allowed")
    records.claim(session, draw, version=version, states=("announced", "frozen", "committed"))
    note = records.one_line(note)
    if reason not in VOID_REASONS or not note:
        raise Refused("draw.void_reason", known=", ".join(VOID_REASONS))
    check_void(session, draw, reason)
    records.put(session, draw, "void", {"reason": reason}, actor=actor, note=note)
    before, draw.state = draw.state, "void"
    session.flush()
    records.tell(session, draw, "void", actor=actor, before=before, reason=reason, note=note)


def check_void(session: Session, draw: Draw, reason: str) -> None:
    """Refuse a reason that is not so, or not yet.

    Raises
    ------
    Refused
        ``draw.void_unfounded``, ``draw.void_early``.
    """
    papers = records.papers(session, draw)
    revealed = papers.both("secret", "secret")
    announced = (papers.one("announcement") or {}).get("entropy")
    missing = {
        "no_commit": draw.state == "frozen",
        "no_reveal": draw.state == "committed" and len(revealed) < len(records.PARTIES),
        "no_entropy": draw.state == "committed"
        and announced is not None
        and papers.one("entropy") is None,
        "wrong_pools": not revealed,
    }
    if not missing[reason]:
        raise Refused("draw.void_unfounded", reason=reason)
    if draw.state != "committed" or reason == "wrong_pools":
        return
    days = [draw.reveal_due_on, date.fromisoformat(announced["due"]) if announced else None]
    last = max(day for day in days[: 1 if reason == "no_reveal" else 2] if day is not None)
    if local_date(clock.now(session)) <= last:
        raise Refused("draw.void_early", day=last.isoformat())


def _party(draw: Draw, actor: User) -> str:
    people = {draw.party_a_id: "a", draw.party_b_id: "b"}
    if actor.id not in people or not access.can(actor, "draw.seed", draw):
        raise Forbidden("draw.not_a_party")
    return people[actor.id]


def draw_if_ready(session: Session, draw: Draw, actor: User) -> None:
    """Make the draw as soon as both secrets and the announced string are there."""
    papers = records.papers(session, draw)
    announcement = papers.one("announcement") or {}
    if len(papers.both("secret", "secret")) < len(records.PARTIES):
        return
    if announcement.get("entropy") is not None and papers.one("entropy") is None:
        return
    made = papers.whole()
    draw.state, draw.drawn_on = "drawn", local_date(clock.now(session))
    records.put(
        session, draw, "seed", {"seed": made["seed"], "result": made["result"]}, actor=actor
    )
    ids = dict(session.execute(select(Station.code, Station.id)).all())
    session.add_all(
        DrawnStation(
            draw_id=draw.id,
            station_id=ids[row["object"]],
            place=place,
            how=row["how"],
            drawn_on=draw.drawn_on,
            inspectors=row["inspectors"],
        )
        for place, row in enumerate(made["result"]["drawn"], start=1)
        if row["object"] in ids
    )
    session.flush()
    records.tell(
        session,
        draw,
        "drawn",
        actor=None,
        before="committed",
        seed=made["seed"],
        secrets=made["secrets"],
        stations=len(made["result"]["drawn"]),
    )
