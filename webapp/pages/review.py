"""The review page: the queue of leads; its data comes from the API."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.fetch import allow

bp = Blueprint("review", __name__)


@bp.get("/review")
def queue() -> ResponseReturnValue:
    """Show the review desk to whoever may see leads."""
    allow("finding.view")
    return render_template("review.html")
