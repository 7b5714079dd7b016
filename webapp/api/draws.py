"""Double-random draws: announce, freeze, commit, reveal, redraw, void, publish."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from ledger import draws
from ledger.draws import document, records
from ledger.models import Draw
from webapp import db, security
from webapp.fetch import allow, fetch
from webapp.queries.draws import choices, draw_detail, draws_json
from webapp.schemas import draws as asked

bp = Blueprint("api_draws", __name__, description="Double-random draws")


@bp.get("/draws")
@bp.response(200)
def list_draws() -> dict[str, Any]:
    """List the draws the caller may see, newest first."""
    return {"items": draws_json()}


@bp.get("/draws/choices")
@bp.response(200)
def list_choices() -> dict[str, Any]:
    """List possible parties, districts, organisations, stations and the rules."""
    allow("inspector.view")
    return choices()


@bp.post("/draws")
@bp.arguments(asked.DrawAnnounce)
@bp.response(201)
def announce(data: dict[str, Any]) -> dict[str, Any]:
    """Announce a draw."""
    allow("draw.write")
    return draw_detail(draws.announce(db.session(), actor=security.the_actor(), data=data))


@bp.get("/draws/<number>")
@bp.response(200)
def show_draw(number: str) -> dict[str, Any]:
    """Show one draw."""
    return draw_detail(fetch(Draw, "draw.view", number=number))


@bp.get("/draws/<number>/file")
@bp.response(200)
def draw_file(number: str) -> Response:
    """Export a drawn draw as the file that anybody can replay."""
    draw = fetch(Draw, "draw.view", number=number)
    allow("inspector.view")
    return file_answer(draw)


def file_answer(draw: Draw) -> Response:
    """Return a drawn draw's file for download.

    Raises
    ------
    Conflict
        ``draw.wrong_state``: it is not drawn yet.
    """
    papers = records.drawn(db.session(), draw)
    answer = Response(document.as_bytes(papers.whole()), mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={draw.number}.json"
    return answer


@bp.post("/draws/<number>/freeze")
@bp.arguments(asked.DrawStep)
@bp.response(200)
def freeze(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Freeze both libraries."""
    draw = fetch(Draw, "draw.write", number=number)
    draws.freeze(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/commit")
@bp.arguments(asked.DrawCommit)
@bp.response(200)
def commit(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Commit to a secret that stays with its owner."""
    draw = fetch(Draw, "draw.seed", number=number)
    draws.commit(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/reveal")
@bp.arguments(asked.DrawReveal)
@bp.response(200)
def reveal(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Reveal the secret; the last thing missing makes the draw."""
    draw = fetch(Draw, "draw.seed", number=number)
    draws.reveal(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/entropy")
@bp.arguments(asked.DrawEntropy)
@bp.response(200)
def entropy(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Enter the announced source's public string."""
    draw = fetch(Draw, "draw.write", number=number)
    draws.enter_entropy(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/confirm")
@bp.arguments(asked.DrawConfirm)
@bp.response(200)
def confirm(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Confirm, as a second person, the public string or a redraw for a conflict."""
    draw = fetch(Draw, "draw.view", number=number)
    session, actor, version = db.session(), security.the_actor(), step["version"]
    if step["what"] == "entropy":
        draws.confirm_entropy(session, draw, actor=actor, version=version, value=step["value"])
    else:
        draws.confirm_replace(session, draw, actor=actor, version=version)
    return draw_detail(draw)


@bp.post("/draws/<number>/void")
@bp.arguments(asked.DrawVoid)
@bp.response(200)
def void(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Void a draw that cannot be finished; it stays on record."""
    draw = fetch(Draw, "draw.void", number=number)
    draws.void(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/replace")
@bp.arguments(asked.DrawReplace)
@bp.response(200)
def replace(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Take an inspector off and draw the next with the same seed."""
    draw = fetch(Draw, "draw.write", number=number)
    draws.replace(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)


@bp.post("/draws/<number>/publish")
@bp.arguments(asked.DrawPublish)
@bp.response(200)
def publish(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Publish the notice or the proof."""
    draw = fetch(Draw, "draw.publish", number=number)
    draws.publish(db.session(), draw, actor=security.the_actor(), **step)
    return draw_detail(draw)
