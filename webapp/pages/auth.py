"""One's own account, and what the door shows; signing in and out is at the door."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from webapp import config, db, lang
from webapp.pages._outline import Outline, outline_of
from webapp.pages._roles import ROLE_WORDS

bp = Blueprint("auth", __name__)


@bp.get("/me")
def me() -> ResponseReturnValue:
    """Show the account signed in: name, roles, language, the way out."""
    return render_template("me.html", role_words=ROLE_WORDS)


@bp.app_context_processor
def door_facts() -> dict[str, Any]:
    """Give the sign-in page the city's outline, read when used."""
    return {"outline": _outline}


def _outline() -> Outline:
    if "door_outline" not in g:
        approval_no = config.current().map_approval_no
        g.door_outline = outline_of(db.session(), lang=lang.current(), approval_no=approval_no)
    return cast("Outline", g.door_outline)
