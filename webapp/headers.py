"""Security headers on every answer, and the door that hears of broken content rules."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request

from settings import Settings
from webapp.access import token_free
from webapp.limits import limiter

bp = Blueprint("csp", __name__)
TIANDITU = "https://*.tianditu.gov.cn"
REPORT_MAX_BYTES = 8192

_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Set the headers and take reports."""
    app.register_blueprint(bp)
    policy = content_policy(app.extensions["xunzhan_settings"])
    app.extensions["xunzhan_csp"] = policy
    always = standing(app)
    app.after_request(lambda response: _with_headers(response, always))


def standing(app: Flask) -> list[tuple[str, str]]:
    """Return the headers that every answer carries, whoever makes it."""
    told = [
        ("Content-Security-Policy", app.extensions["xunzhan_csp"]),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
    ]
    if app.extensions["xunzhan_settings"].secure_cookies:
        told.append(("Strict-Transport-Security", "max-age=31536000"))
    return told


def content_policy(settings: Settings) -> str:
    """Return the Content-Security-Policy: own origin only, plus the base map's, nothing inline."""
    images = " ".join(["'self'", "data:", "blob:", *_basemap_origins(settings)])
    rules = {
        "default-src": "'self'",
        "img-src": images,
        "connect-src": " ".join(["'self'", *_basemap_origins(settings)]),
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "report-uri": "/csp-report",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _basemap_origins(settings: Settings) -> list[str]:
    if settings.basemap == "tianditu":
        return [TIANDITU]
    if settings.basemap == "xyz" and settings.basemap_url:
        parts = urlsplit(settings.basemap_url.replace("{s}", "*"))
        return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return []


def _with_headers(response: Response, always: list[tuple[str, str]]) -> Response:
    for name, value in always:
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/csp-report")
@limiter.limit("60 per minute")
@token_free
def csp_report() -> tuple[str, int]:
    """Write a browser's report to the log."""
    report = request.stream.read(REPORT_MAX_BYTES).decode("utf-8", "replace")
    _log.warning("content security policy: %s", report.replace("\n", " "))
    return "", 204
