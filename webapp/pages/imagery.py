"""Imagery: upload and list, one scene, one flight; their data comes from the API."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ledger import access
from ledger.models import Flight, Scene
from webapp import security
from webapp.fetch import allow, fetch

bp = Blueprint("imagery", __name__, url_prefix="/imagery")


@bp.get("")
def library() -> ResponseReturnValue:
    """Show what has arrived and, to whoever may, the place to bring more."""
    allow("scene.view")
    return render_template("imagery.html", station=request.args.get("station", ""))


@bp.get("/scenes/<int:scene_id>")
def scene(scene_id: int) -> ResponseReturnValue:
    """Show one scene: its work, facts and what was found."""
    return render_template("scene.html", scene=fetch(Scene, "scene.view", id=scene_id))


@bp.get("/flights/<int:flight_id>")
def flight(flight_id: int) -> ResponseReturnValue:
    """Show one flight: from its card to what it covered; who may upload, may also put it right."""
    shown = fetch(Flight, "flight.view", id=flight_id)
    may_upload = access.can(security.the_actor(), "flight.upload", shown)
    return render_template("flight.html", flight=shown, may_upload=may_upload)
