"""What the public sees of the draws: notices, proofs and the file to replay; no names."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.api.draws import file_answer
from webapp.limits import limiter
from webapp.pages._draw_archive import archive
from webapp.pages._roles import ROLE_WORDS
from webapp.queries.draws import public_draw, public_draws
from webapp.serial.draws import notice_json

bp = Blueprint("public_draws", __name__, url_prefix="/public/draws")
OFTEN = "120 per minute"
RARELY = "20 per minute"
"""A proof is made anew for every caller."""


@bp.get("/")
@public
@limiter.limit(OFTEN)
def index() -> ResponseReturnValue:
    """List the published draws."""
    return render_template("draw_public_list.html", draws=public_draws())


@bp.get("/<number>")
@public
@limiter.limit(OFTEN)
def show(number: str) -> ResponseReturnValue:
    """Show a published draw; its proof is verified in the reader's browser."""
    draw, papers = public_draw(number)
    return render_template(
        "public_draw.html",
        draw=draw,
        notice=notice_json(draw, papers),
        role_words=ROLE_WORDS,
    )


@bp.get("/<number>/draw.json")
@public
@limiter.limit(RARELY)
def file(number: str) -> Response:
    """Give the published draw's file."""
    return file_answer(public_draw(number, proof=True)[0])


@bp.get("/<number>/proof.zip")
@public
@limiter.limit(RARELY)
def proof(number: str) -> Response:
    """Give the proof as static pages for any file server."""
    return archive(public_draw(number, proof=True)[0])
