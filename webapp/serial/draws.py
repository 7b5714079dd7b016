"""Draws as JSON: for those who run them, for a party, and for the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.messages import Lang
from ledger import access
from ledger.draws import document, founded, replay
from ledger.draws.offers import party_of
from ledger.draws.records import PARTIES, Papers
from ledger.models import Draw, DrawRecord, Inspector, User
from webapp.serial.moments import day, moment
from webapp.serial.people import organisation_name

Doc = dict[str, Any]


def draw_brief(draw: Draw, papers: Papers, actor: User, lang: Lang) -> Doc:
    """Return what stands in a list; no station and no inspector."""
    announcement = papers.one("announcement") or {}
    return {
        "number": draw.number,
        "title": draw.title,
        "state": draw.state,
        "version": draw.version,
        "percent": announcement.get("percent"),
        "kinds": announcement.get("kinds", []),
        "announced_at": moment(draw.announced_at),
        "announced_by": draw.announced_by.name,
        "drawn_on": day(draw.drawn_on),
        "reveal_due_on": day(draw.reveal_due_on),
        "notice_published_at": moment(draw.notice_published_at),
        "proof_published_at": moment(draw.proof_published_at),
        "parties": [_party(draw, papers, name, lang) for name in PARTIES],
        "mine": party_of(draw, actor),
    }


def _party(draw: Draw, papers: Papers, name: str, lang: Lang) -> Doc:
    person = draw.party_a if name == "a" else draw.party_b
    said = {row["party"]: row for row in (papers.one("announcement") or {}).get("parties", [])}
    return {
        "party": name,
        "name": person.name,
        "role": said.get(name, {}).get("role", ""),
        "organisation": organisation_name(person.organisation, lang) if person.organisation else "",
        "committed": papers.has("commit", name),
        "revealed": papers.has("secret", name),
    }


def seed_json(papers: Papers) -> Doc:
    """Return what the seed is made of, as far as it is known."""
    announcement = papers.one("announcement") or {}
    entropy = papers.one("entropy")
    return {
        "announcement_hash": papers.hash_of("announcement"),
        "pool_hash": papers.hash_of("pools"),
        "commits": papers.both("commit", "commit"),
        "entropy": announcement.get("entropy"),
        "public_entropy": entropy["value"] if entropy else None,
    }


def inside(draw: Draw, papers: Papers, people: Mapping[str, Inspector]) -> Doc:
    """Return pools, result and changes with names, for those who may see the inspectors."""
    pools = papers.one("pools")
    if pools is None:
        return {"pools": None, "result": None, "changes": [], "standing": [], "asked": None}
    names = {number: row.name for number, row in people.items()}
    whole = papers.whole() if draw.state == "drawn" else None
    waiting = founded.asked(papers)
    return {
        "pools": pools | {"names": names},
        "seed": whole and whole["seed"],
        "result": whole and whole["result"],
        "changes": whole["changes"] if whole else [],
        "standing": _standing(whole) if whole else [],
        "asked": waiting and {**waiting[0], "note": waiting[1]},
        "why": draw.inner,
    }


def _standing(whole: Doc) -> list[Doc]:
    """Return who is on which station now, in the order of the draw."""
    on = document.standing_of(whole).on
    stations = {row["id"]: row for row in whole["pools"]["objects"]}
    need = whole["announcement"]["rules"]["values"]["inspectors_per_object"]
    return [
        {
            "object": row["object"],
            "name": stations[row["object"]]["name"],
            "stratum": stations[row["object"]]["stratum"],
            "how": row["how"],
            "inspectors": on[row["object"]],
            "short": len(on[row["object"]]) < need,
        }
        for row in whole["result"]["drawn"]
    ]


def record_json(row: DrawRecord, *, whole: bool) -> Doc:
    """Return one entry of a draw's course; the note only for those who see everything."""
    return {
        "seq": row.seq,
        "kind": row.kind,
        "party": row.party,
        "at": moment(row.at),
        "actor": row.actor.name,
        "sha256": row.sha256,
        "note": row.note if whole else "",
    }


def notice_json(draw: Draw, papers: Papers) -> Doc:
    """Return what is public before the proof: the announcement and hashes, nobody's name."""
    pools = papers.one("pools") or {}
    void = papers.one("void")
    return {
        "draw": draw.number,
        "state": draw.state,
        "announcement": papers.one("announcement"),
        **seed_json(papers),
        "stations": len(pools.get("objects", [])),
        "inspectors": len(pools.get("inspectors", [])),
        "void": void and void["reason"],
        "last_change": replay.last_change(papers.changes) if draw.proof_published_at else None,
        "published_at": moment(draw.notice_published_at),
        "proof_published_at": moment(draw.proof_published_at),
    }


def inspector_json(row: Inspector, lang: Lang) -> Doc:
    """Return an entry of the inspectors' library."""
    return {
        "number": row.number,
        "version": row.version,
        "name": row.name,
        "organisation": row.organisation.key,
        "organisation_name": organisation_name(row.organisation, lang),
        "certificate": row.certificate,
        "qualified_until": day(row.qualified_until),
        "kinds": row.kinds,
        "districts": row.districts,
        "former": row.former,
        "relatives": row.relatives,
        "leave": row.leave,
        "active": row.active,
    }


def sees_inside(actor: User) -> bool:
    """Whether a person may see stations, inspectors and results before they are public."""
    return access.can(actor, "inspector.view")
