"""What every page shows around its own content: the top bar's facts, counts and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, g, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from ledger import access, clock
from ledger.models import District, Finding, Issue, Meta, User
from ledger.models.issues import ENDED
from webapp import db, lang, security
from webapp.pages import _messages
from webapp.pages._dates import stamp

bp = Blueprint("base", __name__)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The top bar's facts.

    Attributes
    ----------
    city : str
        Name of the city whose districts are imported; empty on an empty installation.
    as_of : datetime
        The moment statuses are judged at (the demo clock in a demo).
    demo : str
        "sample" or "generated" when demo data is shown, else empty.
    waiting, open_issues : int
        Leads to review and issues not closed that this person may see.
    """

    city: str
    as_of: datetime
    demo: str
    waiting: int
    open_issues: int


def frame_of(session: Session, actor: User | None) -> Frame:
    """Read the top bar's facts for one person."""
    demo = session.get(Meta, "demo")
    return Frame(
        city=_city(session),
        as_of=clock.now(session),
        demo=str(demo.value.get("set", "")) if demo else "",
        waiting=_count(session, actor, Finding, Finding.state == "pending"),
        open_issues=_count(session, actor, Issue, Issue.state.not_in(ENDED)),
    )


def _city(session: Session) -> str:
    query = select(District.city_name_zh).where(District.own, District.city_name_zh != "")
    return session.scalar(query.limit(1)) or ""


def _count(session: Session, actor: User | None, model: type[Any], condition: Any) -> int:
    if actor is None:
        return 0
    query = select(func.count()).select_from(model).where(condition)
    return session.scalar(query.where(access.visible(actor, model))) or 0


@bp.app_context_processor
def page_facts() -> dict[str, Any]:
    """Give every template the language and, read when used, the person and the top bar's facts.

    Read when used, so that the page saying that the database is down needs no database.
    """
    tongue = lang.current()
    return {
        "lang": tongue,
        "html_lang": "zh-CN" if tongue == "zh" else "en",
        "messages_version": _messages.version(tongue),
        "actor": LocalProxy(security.actor),
        "frame": _frame,
        "stamp": stamp,
        "here": request.full_path.rstrip("?") if request else "/",
        "can": lambda action, obj=None: access.can(security.actor(), action, obj),
    }


def _frame() -> Frame:
    if "page_frame" not in g:
        g.page_frame = frame_of(db.session(), security.actor())
    return cast("Frame", g.page_frame)
