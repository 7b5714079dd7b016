"""Who am I."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from webapp import lang, security
from webapp.schemas import answers
from webapp.serial.people import person

bp = Blueprint("api_me", __name__, description="The signed-in person")


@bp.get("/me")
@bp.response(200)
@bp.doc(**answers.answers(answers.Person))
def me() -> dict[str, Any]:
    """Return the caller, the roles and what they allow."""
    return person(security.the_actor(), lang.current())
