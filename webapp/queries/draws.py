"""Draws as the caller sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from geo.errors import NotFound
from ledger import clock
from ledger.deadlines import local_date
from ledger.draws import announcing, records, rules
from ledger.draws.offers import offers, void_reasons
from ledger.draws.records import Papers
from ledger.models import District, Draw, DrawnStation, DrawRecord, Inspector, Organisation, Station
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.serial import draws as serial
from webapp.serial.people import organisation_name

SMALL = ("announcement", "commit", "secret", "entropy", "void")
"""Documents that a list reads; pools and results are large."""


def draws_json() -> list[dict[str, Any]]:
    """Return the draws the caller may see, newest first."""
    actor, way = security.the_actor(), lang.current()
    rows = db.session().scalars(listing(Draw, "draw.view").order_by(Draw.id.desc())).all()
    papers, drawn = _papers(rows), _drawn(rows)
    return [
        serial.draw_brief(draw, papers[draw.id], actor, way) | {"drawn": drawn.get(draw.id)}
        for draw in rows
    ]


def _papers(rows: Sequence[Draw]) -> dict[int, Papers]:
    found: dict[int, list[DrawRecord]] = defaultdict(list)
    query = select(DrawRecord).where(
        DrawRecord.draw_id.in_([row.id for row in rows]), DrawRecord.kind.in_(SMALL)
    )
    for record in db.session().scalars(query.order_by(DrawRecord.seq)):
        found[record.draw_id].append(record)
    return {row.id: Papers(found[row.id]) for row in rows}


def _drawn(rows: Sequence[Draw]) -> dict[int, int]:
    query = (
        select(DrawnStation.draw_id, func.count())
        .where(DrawnStation.draw_id.in_([row.id for row in rows]))
        .group_by(DrawnStation.draw_id)
    )
    return dict(db.session().execute(query).all())


def draw_detail(draw: Draw) -> dict[str, Any]:
    """Return one draw: its course, what may be done now, and as much as the caller may see."""
    session, actor = db.session(), security.the_actor()
    papers, whole = records.papers(session, draw), serial.sees_inside(actor)
    people = {row.number: row for row in session.scalars(select(Inspector))} if whole else {}
    return {
        **serial.draw_brief(draw, papers, actor, lang.current()),
        "announcement": papers.one("announcement"),
        "seed": serial.seed_json(papers),
        "records": [serial.record_json(row, whole=whole) for row in papers.rows],
        "offers": offers(session, draw, papers, actor),
        "void_reasons": void_reasons(session, draw),
        "void": papers.one("void"),
        "publish_days": rules.number("publish_days"),
        "inside": serial.inside(draw, papers, people) if whole else None,
    }


def public_draws() -> list[tuple[Draw, dict[str, Any]]]:
    """Return every draw from its freeze on, newest first; void and unpublished ones, too.

    So nobody makes several draws of one pool and shows the one that suits.
    """
    query = select(Draw).where(Draw.state != "announced").order_by(Draw.id.desc())
    rows = db.session().scalars(query).all()
    papers = _papers(rows)
    return [(draw, serial.notice_json(draw, papers[draw.id])) for draw in rows]


def public_draw(number: str, *, proof: bool = False) -> tuple[Draw, Papers]:
    """Return a published draw and its documents.

    Raises
    ------
    NotFound
        ``draw.not_public``: not there, or (for the proof) not published.
    """
    if len(number) > 32 or not number.isascii() or "\x00" in number:
        raise NotFound("draw.not_public")
    draw = db.session().scalar(select(Draw).where(Draw.number == number))
    published = draw and (draw.proof_published_at if proof else draw.notice_published_at)
    if draw is None or published is None:
        raise NotFound("draw.not_public")
    return draw, records.papers(db.session(), draw)


def choices() -> dict[str, Any]:
    """Return what an announcement and an inspector's entry choose from."""
    session, way = db.session(), lang.current()
    organisations = session.scalars(select(Organisation).order_by(Organisation.id)).all()
    return {
        "today": local_date(clock.now(session)).isoformat(),
        "parties": [
            {
                "id": person.id,
                "name": person.name,
                "organisation": organisation_name(person.organisation, way)
                if person.organisation
                else "",
                "roles": sorted({grant.role for grant in person.grants}),
            }
            for person in announcing.candidates(session)
        ],
        "districts": [
            {"code": row.code, "name": (way == "en" and row.name_en) or row.name_zh}
            for row in session.scalars(select(District).where(District.own).order_by(District.code))
        ],
        "organisations": [
            {"key": row.key, "kind": row.kind, "name": organisation_name(row, way)}
            for row in organisations
        ],
        "stations": [
            {"code": code, "name": name}
            for code, name in session.execute(
                select(Station.code, Station.name_zh).order_by(Station.code)
            )
        ],
        "rules": [
            {
                "key": row.key,
                "value": row.value,
                "name": row.name(way),
                "unit": row.unit,
                "certainty": row.certain(way),
                "source": row.source,
            }
            for row in rules.rules().values()
        ],
    }
