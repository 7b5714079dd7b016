"""Tokens for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from webapp import lang, signin
from webapp.access import token_free
from webapp.schemas import answers
from webapp.schemas.session import SignIn
from webapp.serial.people import person

bp = Blueprint("api_session", __name__, description="Sign in and get a token")


@bp.post("/session")
@token_free
@bp.arguments(SignIn)
@bp.response(200)
@bp.doc(**answers.answers(answers.Session))
def create_session(credentials: dict[str, str]) -> dict[str, Any]:
    """Return a token for the ``Authentication-Token`` header; it opens no browser session."""
    user, token = signin.issue_token(credentials["email"], credentials["password"])
    return {"token": token, "user": person(user, lang.current())}
