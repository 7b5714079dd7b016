"""Every request goes by the rulebook of its day, read when a rule is first asked for."""

from __future__ import annotations

from flask import Flask

from ledger import in_force, rulebook
from webapp import db


def init_app(app: Flask) -> None:
    """Let the database's rulebook count while a request is answered."""
    app.before_request(_use)
    app.teardown_request(lambda _error: in_force.forget())


def _use() -> None:
    in_force.use(lambda: rulebook.at(db.session()))
