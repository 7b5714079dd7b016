"""What a person may do with a draw now."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import access, clock
from ledger.deadlines import local_date
from ledger.draws import founded, seeding
from ledger.draws.records import PARTIES, Papers
from ledger.models import Draw, User

OPEN = ("announced", "frozen", "committed")


def offers(session: Session, draw: Draw, papers: Papers, actor: User) -> list[str]:
    """Return the steps that would not be refused for the person's role or the draw's state."""
    found = [
        *_writing(draw, actor),
        *_entropy(session, draw, papers, actor),
        *_confirming(draw, papers, actor),
        *_party_steps(draw, papers, actor),
        *_publishing(draw, actor),
    ]
    if draw.state in OPEN and access.can(actor, "draw.void", draw) and void_reasons(session, draw):
        found.append("void")
    return found


def void_reasons(session: Session, draw: Draw) -> list[str]:
    """Return the reasons for which the draw could be voided now."""
    found = []
    for reason in seeding.VOID_REASONS:
        try:
            seeding.check_void(session, draw, reason)
        except Refused:
            continue
        found.append(reason)
    return found


def party_of(draw: Draw, actor: User) -> str:
    """Return which party a person is: a, b or nothing."""
    return {draw.party_a_id: "a", draw.party_b_id: "b"}.get(actor.id, "")


def _writing(draw: Draw, actor: User) -> list[str]:
    if not access.can(actor, "draw.write", draw):
        return []
    if draw.state == "announced":
        return ["freeze"]
    if draw.state == "drawn":
        return [] if draw.proof_published_at else ["replace"]
    return []


def _entropy(session: Session, draw: Draw, papers: Papers, actor: User) -> list[str]:
    announced = (papers.one("announcement") or {}).get("entropy")
    if draw.state != "committed" or announced is None or papers.one("entropy") is not None:
        return []
    reached = local_date(clock.now(session)) >= date.fromisoformat(announced["due"])
    if not reached or party_of(draw, actor):
        return []
    found = ["entropy"] if access.can(actor, "draw.write", draw) else []
    first = papers.last("entropy_entered")
    able = found or access.can(actor, "draw.publish", draw)
    if first is not None and first.actor_id != actor.id and able:
        found.insert(0, "confirm_entropy")
    return found


def _confirming(draw: Draw, papers: Papers, actor: User) -> list[str]:
    if draw.state != "drawn" or draw.proof_published_at is not None:
        return []
    waiting = founded.asked(papers)
    if waiting is None or waiting[2] == actor.id or not access.can(actor, "draw.publish", draw):
        return []
    return ["confirm_replace"]


def _party_steps(draw: Draw, papers: Papers, actor: User) -> list[str]:
    step, kind, field = {
        "frozen": ("commit", "commit", "commit"),
        "committed": ("reveal", "secret", "secret"),
    }.get(draw.state, ("", "", ""))
    party = party_of(draw, actor)
    if not step or party not in PARTIES or not access.can(actor, "draw.seed", draw):
        return []
    waits = step == "commit" and draw.notice_published_at is None
    return [] if waits or party in papers.both(kind, field) else [step]


def _publishing(draw: Draw, actor: User) -> list[str]:
    if not access.can(actor, "draw.publish", draw) or actor.id == draw.announced_by_id:
        return []
    found = []
    if draw.state != "announced" and draw.notice_published_at is None:
        found.append("publish_notice")
    told = draw.notice_published_at is not None
    if draw.state == "drawn" and told and draw.proof_published_at is None:
        found.append("publish_proof")
    return found
