"""One's own account; Flask-Security answers ``/login`` and ``/logout`` themselves."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from webapp.pages._roles import ROLE_WORDS

bp = Blueprint("auth", __name__)


@bp.get("/me")
@login_required
def me() -> ResponseReturnValue:
    """Show the account signed in: name, roles, language, the way out."""
    return render_template("me.html", role_words=ROLE_WORDS)
