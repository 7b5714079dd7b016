"""One's own account; signing in and out is at the door."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.pages._roles import ROLE_WORDS

bp = Blueprint("auth", __name__)


@bp.get("/me")
def me() -> ResponseReturnValue:
    """Show the account signed in: name, roles, language, the way out."""
    return render_template("me.html", role_words=ROLE_WORDS)
