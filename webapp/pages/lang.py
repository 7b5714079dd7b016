"""The language a person reads: a cookie set by one link, and the words the scripts need."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.lang import COOKIE, LANGS
from webapp.pages import _messages
from webapp.pages._urls import local_path

bp = Blueprint("lang", __name__)

_YEAR_S = 365 * 24 * 3600


@bp.get("/lang/<lang>")
@public
def choose(lang: str) -> ResponseReturnValue:
    """Keep the chosen language and go back to the page the link stood on."""
    if lang not in LANGS:
        abort(404)
    answer = redirect(local_path(request.args.get("next")))
    answer.set_cookie(
        COOKIE, lang, max_age=_YEAR_S, samesite="Lax", secure=request.is_secure, httponly=True
    )
    return answer


@bp.get("/messages/<lang>/<version>.json")
@public
def messages(lang: str, version: str) -> ResponseReturnValue:
    """Return the catalogue the scripts read; the address changes with its content."""
    if lang not in LANGS or version != _messages.version(lang):
        abort(404)
    answer = jsonify(_messages.catalogue(lang))
    answer.cache_control.public = True
    answer.cache_control.max_age = _YEAR_S
    answer.cache_control.immutable = True
    return answer
