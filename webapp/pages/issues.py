"""The issue ledger and one issue; their data comes from the API."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ledger.models import Issue
from webapp.fetch import allow, fetch
from webapp.queries.issues import responsible_choices

bp = Blueprint("issues", __name__)


@bp.get("/issues")
def ledger() -> ResponseReturnValue:
    """Show the ledger; the filters stand in the address."""
    allow("issue.view")
    return render_template("issues.html", organisations=responsible_choices())


@bp.get("/issues/<number>")
def issue(number: str) -> ResponseReturnValue:
    """Show one issue, or say that it is not there for this person."""
    return render_template("issue.html", issue=fetch(Issue, "issue.view", number=number))
