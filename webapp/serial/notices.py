"""Notices as JSON."""

from __future__ import annotations

from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.models import Notice, NoticeWish
from ledger.notices import clock_text
from webapp.serial.moments import moment


def notice_json(notice: Notice, lang: Lang) -> dict[str, Any]:
    """Return a notice in the reader's language."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "text": messages.text(notice.kind, lang, **notice.params),
        "subject": str(notice.params.get("number", "")),
        "link": notice.link,
        "urgent": notice.urgent,
        "at": moment(notice.at),
        "read_at": moment(notice.read_at),
    }


def wish_json(wish: NoticeWish) -> dict[str, Any]:
    """Return how a person wants to be told, quiet hours as HH:MM of city time."""
    return {
        "mail": wish.mail,
        "quiet_from": clock_text(wish.quiet_from),
        "quiet_until": clock_text(wish.quiet_until),
    }
