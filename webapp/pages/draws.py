"""Draws, one draw, and the inspectors' library; their data comes from the API."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from ledger.models import Draw
from webapp.fetch import allow, fetch
from webapp.pages._draw_archive import archive

bp = Blueprint("draws", __name__)


@bp.get("/draws")
def index() -> ResponseReturnValue:
    """List the draws; announce one."""
    allow("draw.view")
    return render_template("draws.html")


@bp.get("/draws/inspectors")
def inspectors() -> ResponseReturnValue:
    """Show the inspectors' library."""
    allow("inspector.view")
    return render_template("draw_inspectors.html")


@bp.get("/draws/<number>")
def draw(number: str) -> ResponseReturnValue:
    """Show one draw, or say that it is not there for this person."""
    return render_template("draw.html", draw=fetch(Draw, "draw.view", number=number))


@bp.get("/draws/<number>/proof.zip")
def proof(number: str) -> Response:
    """Export the proof as static pages for any file server."""
    allow("inspector.view")
    return archive(fetch(Draw, "draw.view", number=number))
