"""The head of the record, to be printed, signed and kept on paper; and a check of the record."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.fetch import allow
from webapp.queries.audit import exported, head

bp = Blueprint("audit", __name__)


@bp.get("/audit")
def record() -> ResponseReturnValue:
    """Show the head of the record and the heads exported lately."""
    allow("audit.view")
    return render_template("audit.html", head=head(), exported=exported())
