"""Which language a person is spoken to in: theirs, their browser's, or the installation's."""

from __future__ import annotations

from typing import cast

from flask import Flask, g, has_request_context, request
from flask_babel import Babel

from geo.messages import Lang, text
from webapp import config

LANGS = ("zh", "en")
COOKIE = "lang"


def init_app(app: Flask) -> None:
    """Set up Flask-Babel; message ids are the Chinese text, so ``zh`` needs no catalogue."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    Babel(app, locale_selector=current)


def current() -> Lang:
    """Return ``zh`` or ``en``: asked for, the account's, the cookie's, the browser's, default."""
    if not has_request_context():
        return "zh"
    if "lang" not in g:
        g.lang = _choose()
    return cast("Lang", g.lang)


def say(code: str, **params: object) -> str:
    """Return a coded message in the caller's language."""
    return text(code, current(), **params)


def _choose() -> str:
    # The account's language is set by the guard, which has loaded the person anyway.
    asked = (request.args.get("lang"), g.get("account_lang"), request.cookies.get(COOKIE))
    chosen = next((value for value in asked if value in LANGS), None)
    return chosen or request.accept_languages.best_match(LANGS) or config.current().default_lang
