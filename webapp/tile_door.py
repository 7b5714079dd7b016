"""The fast door to stored tiles: a WSGI layer before Flask that sends them without it.

A Flask view costs ten times what a tile does, so a tile that may be sent is sent here. What is
refused, or cannot be decided at once, goes on to the view, which decides by the same code
(:mod:`webapp.tile_answers`) and says why: refusals are written in one place.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask
from itsdangerous import BadData
from werkzeug.http import parse_cookie

from webapp import headers, metrics
from webapp.tile_answers import Answer, Asked, TileAnswers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/tiles/<int:scene_id>/<int:version>/<int:z>/<int:x>/<int:y>"
_PATH = re.compile(r"/tiles/(\d{1,9})/(\d{1,9})/(\d{1,2})/(\d{1,9})/(\d{1,9})", re.ASCII)
_QUERY = re.compile(r"g=([\w.-]+)", re.ASCII)
_STATUS = {code: f"{code} {HTTPStatus(code).phrase}" for code in (200, 204, 304)}
_SESSIONS = 1024

Session = tuple[Any, float]


def init_app(app: Flask, answers: TileAnswers) -> None:
    """Put the door before the application."""
    app.wsgi_app = TileDoor(app, answers)  # type: ignore[assignment, method-assign]


class TileDoor:
    """Answers ``GET`` and ``HEAD`` of stored tiles; hands everything else on."""

    def __init__(self, app: Flask, answers: TileAnswers) -> None:
        self._inner: WSGIApplication = app.wsgi_app
        self._answers = answers
        self._users = SessionUsers(app)
        self._always = headers.standing(app)
        self._count = metrics.counter(app)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer as WSGI wants it."""
        began = time.perf_counter()
        answer = self._answer(environ)
        if answer is None:
            return self._inner(environ, start)
        start(_STATUS[answer.status], [*answer.headers(), *self._always])
        method = environ["REQUEST_METHOD"]
        self._count(method, ROUTE, answer.status, time.perf_counter() - began)
        return [answer.body] if method == "GET" else []

    def _answer(self, environ: WSGIEnvironment) -> Answer | None:
        path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        query = path and _QUERY.fullmatch(environ.get("QUERY_STRING", ""))
        if not path or not query or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        try:
            scene_id, version, z, x, y = map(int, path.groups())
            asked = Asked(
                scene_id=scene_id,
                version=version,
                z=z,
                x=x,
                y=y,
                grant=query[1],
                user_id=self._users.of(environ),
                known=environ.get("HTTP_IF_NONE_MATCH", ""),
            )
            return self._answers.stored(asked)
        except Exception:  # noqa: BLE001  (whatever it is, the view meets it again and says so)
            return None


class SessionUsers:
    """Reads whose session a request carries, as Flask would, without opening one."""

    def __init__(self, app: Flask) -> None:
        serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._name = app.config["SESSION_COOKIE_NAME"]
        self._max_age_s = int(app.permanent_session_lifetime.total_seconds())
        self._opened: Callable[[str], Session] = lru_cache(maxsize=_SESSIONS)(
            lambda text: _opened(serializer, text)
        )

    def of(self, environ: WSGIEnvironment) -> int | None:
        """Return the session's user, None without a session.

        Raises
        ------
        BadData
            There is a cookie that is forged, damaged or too old: Flask's business.
        """
        cookies = environ.get("HTTP_COOKIE", "")
        text = parse_cookie(cookies).get(self._name) if self._name in cookies else None
        if not text:
            return None
        user_id, signed_at = self._opened(text)
        if not 0 <= int(time.time()) - signed_at <= self._max_age_s:
            raise BadData("too old")
        return user_id


def _opened(serializer: Any, text: str) -> Session:
    data, signed_at = serializer.loads(text, return_timestamp=True)
    return data.get("xz_user"), int(signed_at.timestamp())
