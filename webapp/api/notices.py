"""The caller's own notices: list them, mark them as read."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import notices
from webapp import db, security
from webapp.fetch import allow
from webapp.queries.notices import notice_list
from webapp.schemas.notices import NoticeQuery, NoticesRead, NoticeWishes
from webapp.serial.notices import wish_json

bp = Blueprint("api_notices", __name__, description="What the caller is told")


@bp.get("/notices")
@bp.arguments(NoticeQuery, location="query")
@bp.response(200)
def list_notices(query: dict[str, Any]) -> dict[str, Any]:
    """List the caller's notices, newest first; what the caller may no longer see is left out."""
    allow("notice.own")
    return notice_list(query)


@bp.post("/notices/read")
@bp.arguments(NoticesRead)
@bp.response(200)
def read_notices(said: dict[str, Any]) -> dict[str, Any]:
    """Mark the caller's notices as read, all of them without ids; foreign ids change nothing."""
    allow("notice.own")
    return {"unread": notices.mark_read(db.session(), security.the_actor(), said["ids"])}


@bp.get("/notices/wishes")
@bp.response(200)
def show_wishes() -> dict[str, Any]:
    """Show how the caller wants to be told outside the app."""
    allow("notice.own")
    return wish_json(notices.wish_of(db.session(), security.the_actor().id))


@bp.post("/notices/wishes")
@bp.arguments(NoticeWishes)
@bp.response(200)
def keep_wishes(said: dict[str, Any]) -> dict[str, Any]:
    """Keep how the caller wants to be told; urgent mails pass the quiet hours."""
    allow("notice.own")
    return wish_json(notices.wish(db.session(), security.the_actor(), **said))
