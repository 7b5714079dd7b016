"""HTTP only: the application factory is a list of ``init_app`` calls."""

from __future__ import annotations

import settings as settings_module
from settings import Settings
from webapp import (
    api,
    broker,
    commands,
    config,
    db,
    door,
    errors,
    headers,
    health,
    lang,
    limits,
    media,
    metrics,
    pages,
    rulebook,
    security,
    tiles,
    tus,
    words,
)
from webapp.app import App

__all__ = ["create_app", "words"]


def create_app(settings: Settings | None = None, *, send: broker.Send | None = None) -> App:
    """Build the application.

    Parameters
    ----------
    settings : Settings, optional
        Default: the process's settings, read from the environment.
    send : callable, optional
        Told ``(job id, queue)`` after a commit; default: the workers' queue.

    Raises
    ------
    SettingsError
        Production with a demo account in its database.
    """
    app = App(__name__, static_folder="../static", static_url_path="/static")
    config.init_app(app, settings or settings_module.get())
    db.init_app(app)
    rulebook.init_app(app)
    broker.init_app(app, send)
    errors.init_app(app)
    lang.init_app(app)
    headers.init_app(app)
    metrics.init_app(app)
    limits.init_app(app)
    security.init_app(app)
    app.register_blueprint(door.bp)
    health.init_app(app)
    api.init_app(app)
    tus.init_app(app)
    media.init_app(app)
    tiles.init_app(app)
    for bp in pages.blueprints():
        app.register_blueprint(bp)
    commands.init_app(app)
    return app
