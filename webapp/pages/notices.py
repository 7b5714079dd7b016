"""The list of what a person was told, and the bell's count on every page."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from ledger import access, notices
from webapp import db, security
from webapp.fetch import allow

bp = Blueprint("notices", __name__)


@bp.get("/notices")
def told() -> ResponseReturnValue:
    """Show the person's notices."""
    allow("notice.own")
    return render_template("notices.html")


@bp.app_context_processor
def bell() -> dict[str, Any]:
    """Give every template the number of unread notices, read when used."""
    return {"unread_notices": _unread}


def _unread() -> int:
    actor = security.actor()
    if actor is None or not access.can(actor, "notice.own"):
        return 0
    if "unread_notices" not in g:
        g.unread_notices = notices.unread(db.session(), actor)
    return cast("int", g.unread_notices)
