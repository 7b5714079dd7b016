"""District outlines: the default base map."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from geo import messages
from ledger.models import District
from webapp import db, lang
from webapp.serial.issues import district_json

bp = Blueprint("api_districts", __name__, description="District outlines")

messages.register(
    {
        "districts.none": (
            "还没有区县边界：请在“导入”页面导入，或运行 flask districts import",
            "No district outlines yet: import them on the import page, "
            "or run flask districts import",
        )
    }
)


@bp.get("/districts")
@bp.response(200)
def list_districts() -> dict[str, Any]:
    """Return every known outline; public knowledge for whoever is signed in."""
    rows = db.session().scalars(select(District).order_by(District.code)).all()
    features = [district_json(row, lang.current()) for row in rows]
    hint = {} if rows else {"hint": lang.say("districts.none")}
    return {"type": "FeatureCollection", "features": features} | hint
