"""The jobs page: long work, its stage and its reasons; the data comes from the API."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.fetch import allow

bp = Blueprint("jobs", __name__)


@bp.get("/jobs")
def table() -> ResponseReturnValue:
    """Show running and ended jobs."""
    allow("job.view")
    return render_template("jobs.html")
