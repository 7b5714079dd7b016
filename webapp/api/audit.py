"""The record: its head, a check of it, and what an issue said on a day."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger.models import Issue
from webapp.fetch import allow, fetch
from webapp.queries import audit
from webapp.schemas.audit import AsOf

bp = Blueprint("api_audit", __name__, description="The record of decisions")


@bp.get("/audit/head")
@bp.response(200)
def show_head() -> dict[str, Any]:
    """Return the head of the chain and the heads exported lately."""
    allow("audit.view")
    return {"head": audit.head(), "exported": audit.exported()}


@bp.get("/audit/verification")
@bp.response(200)
def verify() -> dict[str, Any]:
    """Walk the chain, compare it with exported heads, and name the first broken record."""
    allow("audit.view")
    return audit.check()


@bp.get("/issues/<number>/as-of")
@bp.arguments(AsOf, location="query")
@bp.response(200)
def as_of(query: dict[str, Any], number: str) -> dict[str, Any]:
    """Return what the record had said of an issue by the end of a day."""
    return audit.as_of(fetch(Issue, "issue.view", number=number), query["on"])
