"""The inspectors' library of the double-random draws."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger.draws import inspectors
from ledger.models import Inspector
from webapp import db, lang, security
from webapp.fetch import allow, fetch, listing
from webapp.schemas.draws import InspectorChange, InspectorEntry
from webapp.serial.draws import inspector_json

bp = Blueprint("api_inspectors", __name__, description="The inspectors' library")


@bp.get("/inspectors")
@bp.response(200)
def list_inspectors() -> dict[str, Any]:
    """List the library, by number."""
    allow("inspector.view")
    rows = db.session().scalars(listing(Inspector, "inspector.view").order_by(Inspector.number))
    return {"items": [inspector_json(row, lang.current()) for row in rows]}


@bp.post("/inspectors")
@bp.arguments(InspectorEntry)
@bp.response(201)
def add_inspector(data: dict[str, Any]) -> dict[str, Any]:
    """Put a person into the library."""
    allow("inspector.edit")
    row = inspectors.add(db.session(), actor=security.the_actor(), data=data)
    return inspector_json(row, lang.current())


@bp.patch("/inspectors/<number>")
@bp.arguments(InspectorChange)
@bp.response(200)
def change_inspector(data: dict[str, Any], number: str) -> dict[str, Any]:
    """Change an entry; frozen pools keep what they froze."""
    row = fetch(Inspector, "inspector.edit", number=number)
    inspectors.change(
        db.session(), row, actor=security.the_actor(), version=data.pop("version"), data=data
    )
    return inspector_json(row, lang.current())
