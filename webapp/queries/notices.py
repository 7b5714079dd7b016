"""The caller's own notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger import notices
from ledger.models import Notice
from webapp import db, lang, security
from webapp.serial.notices import notice_json


def notice_list(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the caller's notices, newest first, and where the next page begins."""
    actor, session = security.the_actor(), db.session()
    rows = notices.own(actor)
    if query["unread"]:
        rows = rows.where(Notice.read_at.is_(None))
    if query["before"] is not None:
        rows = rows.where(Notice.id < query["before"])
    page = list(session.scalars(rows.order_by(Notice.id.desc()).limit(query["limit"] + 1)))
    shown = page[: query["limit"]]
    return {
        "items": [notice_json(notice, lang.current()) for notice in shown],
        "unread": notices.unread(session, actor),
        "next": shown[-1].id if len(page) > len(shown) else None,
    }
