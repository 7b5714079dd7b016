"""Issue types."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import catalog
from webapp import lang

bp = Blueprint("api_taxonomy", __name__, description="Issue types")


@bp.get("/taxonomy")
@bp.response(200)
def list_types() -> dict[str, Any]:
    """Return the issue types with their default grade, mode and deadline."""
    return {"items": [_type(kind) for kind in catalog.taxonomy().values()]}


def _type(kind: catalog.IssueType) -> dict[str, Any]:
    return {
        "code": kind.code,
        "name": kind.name(lang.current()),
        "class": kind.class_zh if lang.current() == "zh" else kind.class_en,
        "kind_of_station": kind.station_type,
        "grade": kind.grade,
        "mode": kind.default_mode,
        "deadline_days": kind.deadline_days,
        "deadline_unit": kind.deadline_unit,
    }
