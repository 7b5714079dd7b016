"""One database session a request: reading for GET, writing else, ended before the answer leaves."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ledger.db import engine_for, new_session
from webapp.access import is_streaming

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Give the application its engine and close the session of every request."""
    app.extensions["xunzhan_engine"] = engine_for(app.extensions["xunzhan_settings"].database_url)
    app.teardown_appcontext(lambda _error: discard())


def engine() -> Engine:
    """Return the application's engine."""
    return cast("Engine", current_app.extensions["xunzhan_engine"])


def session() -> Session:
    """Return the request's session, opened when first asked for.

    A reading session never takes SQLite's write lock; a writing one takes it with its first
    statement, so a view that waits for its caller is marked ``access.streams`` and only reads.
    """
    if "db_session" not in g:
        g.db_session = new_session(engine(), read_only=not _writes())
    return cast("Session", g.db_session)


def settle(*, commit: bool) -> None:
    """End the request's transaction: commit when the view succeeded, roll back else."""
    opened: Session | None = g.get("db_session")
    if opened is None:
        return
    if commit and _writes():
        opened.commit()
    else:
        opened.rollback()


def discard() -> None:
    """Forget the request's session and whatever it did not commit."""
    opened: Session | None = g.pop("db_session", None)
    if opened is not None:
        opened.close()


def _writes() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS and not is_streaming(view)
