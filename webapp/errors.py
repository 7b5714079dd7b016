"""The one place where a refusal becomes an HTTP status and words."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as WerkzeugResponse

from geo import messages
from geo.errors import Conflict, Forbidden, NotFound, XunzhanError
from webapp import db, field_errors, lang

PROBLEM = "application/problem+json"

BY_CODE = {
    "session.needed": 401,
    "session.refused": 401,
    "session.csrf": 400,
    "session.too_many": 429,
    "stream.full": 503,
    "request.invalid": 422,
    "upload.checksum": 460,
    "upload.too_large": 413,
    "upload.no_room": 507,
    "upload.not_receiving": 410,
    "upload.gone": 410,
    "upload.busy": 423,
    "upload.checksum_algorithm": 400,
    "tus.version": 412,
    "tus.content_type": 415,
    "tus.bad_header": 400,
    "tile.grant": 403,
}
"""Codes whose status is not that of their class."""

BY_CLASS = ((NotFound, 404), (Forbidden, 403), (Conflict, 409), (XunzhanError, 422))

messages.register(
    {
        "request.invalid": ("请求的内容不对：{fields}", "The request is not valid: {fields}"),
        "request.changed": (
            "内容刚被他人更新，您的操作未提交，请重新查看",
            "Somebody else has just changed this; nothing was sent, look again",
        ),
        "http.400": ("请求无法理解", "The request cannot be understood"),
        "http.404": ("这里什么也没有", "There is nothing here"),
        "http.405": ("此地址不接受 {method}", "This address does not take {method}"),
        "http.413": ("内容太大", "The content is too large"),
        "http.415": ("不支持这种内容类型", "This kind of content is not taken"),
        "http.429": ("请求过于频繁，请稍后再试", "Too many requests; try again later"),
        "http.503": ("服务器正忙，请稍后再试", "The server is busy; try again in a moment"),
        "http.500": (
            "服务器出错，已记入日志；请稍后再试",
            "The server failed and has written it down; try again later",
        ),
    }
)

_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(XunzhanError, _refusal)
    app.register_error_handler(CSRFError, lambda _e: _refusal(Forbidden("session.csrf")))
    app.register_error_handler(StaleDataError, lambda _e: _refusal(Conflict("request.changed")))
    app.register_error_handler(IntegrityError, lambda _e: _refusal(Conflict("request.changed")))
    app.register_error_handler(OperationalError, _busy)
    for unreadable in (DataError, OverflowError, RecursionError, UnicodeEncodeError):
        app.register_error_handler(unreadable, _unreadable)
    app.register_error_handler(HTTPException, _http)


def status_of(error: XunzhanError) -> int:
    """Return the HTTP status of a refusal."""
    return BY_CODE.get(error.code) or next(
        status for kind, status in BY_CLASS if isinstance(error, kind)
    )


def wants_json() -> bool:
    """Whether the caller is a program: the API's paths, or an Accept that prefers JSON."""
    if request.path.startswith(("/api/", "/tiles/", "/healthz", "/readyz", "/metrics")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html")
    return best == "application/json"


def problem(code: str, status: int, params: dict[str, Any]) -> Response:
    """Return a problem-details answer in the caller's language, with both languages inside."""
    body = {
        "code": code,
        "title": HTTP_STATUS_CODES.get(status, "Refused"),
        "status": status,
        "detail": lang.say(code, **params),
        "message": {way: messages.text(code, way, **params) for way in ("zh", "en")},
        "params": params,
    }
    response = jsonify(body)
    response.status_code, response.content_type = status, PROBLEM
    return response


def _refusal(error: XunzhanError) -> ResponseReturnValue:
    db.discard()
    return _answer(error.code, status_of(error), dict(error.params))


def _busy(error: Exception) -> ResponseReturnValue:
    _log.error("the database did not answer %s %s: %s", request.method, request.path, error)
    db.discard()
    return _answer("http.503", 503, {})


def _unreadable(error: Exception) -> ResponseReturnValue:
    """Refuse values that no column can hold: huge numbers, NUL, endless nesting."""
    _log.info("unreadable value (%s) in %s", type(error).__name__, request.path)
    db.discard()
    return _answer("http.400", 400, {})


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError):
        _log.error("unhandled error on %s %s", request.method, request.path)
    db.discard()
    fields = getattr(error, "data", {}).get("messages")
    if fields:
        params = {"fields": field_errors.told(fields), "errors": fields}
        return _answer("request.invalid", error.code or 422, params)
    if error.code is None or error.code < 400:
        return error.get_response()
    answer = _answer(f"http.{error.code}", error.code, {"method": request.method})
    return _keeping_headers(answer, error)


def _keeping_headers(answer: ResponseReturnValue, error: HTTPException) -> ResponseReturnValue:
    if isinstance(answer, WerkzeugResponse):
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                answer.headers[name] = value
    return answer


def _answer(code: str, status: int, params: dict[str, Any]) -> ResponseReturnValue:
    if wants_json():
        return problem(code, status, params)
    if code == "session.needed" and request.method == "GET":
        back = request.full_path.rstrip("?")
        return redirect("/login" if back == "/" else f"/login?next={iri_to_uri(_quoted(back))}")
    text = lang.say(code, **params)
    try:
        page = render_template("error.html", status=status, code=code, text=text, params=params)
    except TemplateNotFound:
        return Response(f"{status} {text}\n", status=status, mimetype="text/plain")
    return Response(page, status=status, mimetype="text/html")


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace("?", "%3F")
