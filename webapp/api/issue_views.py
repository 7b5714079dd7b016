"""Kept filters of the ledger."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger.issue_list import views
from ledger.models import SavedView
from webapp import db, security
from webapp.fetch import allow
from webapp.schemas.issue_list import ChangedView, NewView

bp = Blueprint("api_issue_views", __name__, description="Kept filters of the ledger")


@bp.get("/issue-views")
@bp.response(200)
def list_views() -> dict[str, Any]:
    """List one's own views and those that colleagues share."""
    allow("issue.view")
    actor = security.the_actor()
    return {"items": [view_json(view) for view in views.views(db.session(), actor)]}


@bp.post("/issue-views")
@bp.arguments(NewView)
@bp.response(201)
def keep_view(said: dict[str, Any]) -> dict[str, Any]:
    """Keep a filter under a name; one's own of the same name gives way."""
    allow("issue.view")
    return view_json(views.keep(db.session(), security.the_actor(), said))


@bp.patch("/issue-views/<int:view_id>")
@bp.arguments(ChangedView)
@bp.response(200)
def change_view(said: dict[str, Any], view_id: int) -> dict[str, Any]:
    """Rename a view of one's own, share it, make it the default, or give it another filter."""
    allow("issue.view")
    return view_json(views.change(db.session(), security.the_actor(), view_id, said))


@bp.delete("/issue-views/<int:view_id>")
@bp.response(204)
def drop_view(view_id: int) -> None:
    """Delete a view of one's own."""
    allow("issue.view")
    db.session().delete(views.own(db.session(), security.the_actor(), view_id))


def view_json(view: SavedView) -> dict[str, Any]:
    """Return a view; the default counts for its owner alone."""
    mine = view.user_id == security.the_actor().id
    return {
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "shared": view.shared,
        "is_default": mine and view.is_default,
        "mine": mine,
        "by": view.user.name if view.user else security.the_actor().name,
    }
