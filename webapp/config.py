"""Flask's configuration, made from the settings in one place."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from flask import Flask, current_app
from werkzeug.middleware.proxy_fix import ProxyFix

import settings as settings_module
from settings import Settings

SESSION_HOURS = 12
BODY_MAX_MB = 64
"""Bodies that are parsed (forms, JSON, station lists); uploads are streamed past this limit."""


def init_app(app: Flask, settings: Settings) -> None:
    """Configure ``app`` from ``settings``."""
    app.extensions["xunzhan_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key or settings_module.embedded_secret(settings.home),
        SESSION_COOKIE_NAME="xz_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        MAX_CONTENT_LENGTH=BODY_MAX_MB * 1024 * 1024,
        # Revalidated by ETag: after an upgrade no page mixes old and new modules.
        SEND_FILE_MAX_AGE_DEFAULT=None,
        TEMPLATES_AUTO_RELOAD=not settings.production,
    )
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def current() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["xunzhan_settings"])
