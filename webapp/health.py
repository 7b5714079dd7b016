"""Whether the process is alive (/healthz), and whether it can do its work (/readyz)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import func, select

from ledger import heartbeat, schema
from ledger.db import reading
from ledger.models import Job
from ledger.models.base import now
from webapp import config, db
from webapp.access import token_free

bp = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Open the two doors."""
    app.register_blueprint(bp)


@bp.get("/healthz")
@token_free
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@token_free
def readyz() -> tuple[Response, int]:
    """Say of each part whether it is there; 503 when one that pages need is missing."""
    parts = {name: _tried(check) for name, check in CHECKS.items()}
    ready = all(parts[name] == "ok" for name in NEEDED)
    return jsonify(status="ready" if ready else "not ready", parts=parts), 200 if ready else 503


def _tried(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  (any failure means: not there)
        return type(error).__name__


def _database() -> str:
    return "ok" if schema.is_current(db.engine()) else "not migrated"


def _media() -> str:
    root = config.current().media_root
    if "://" in root:
        return "ok"
    Path(root).mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root, prefix=".ready-"):
        return "ok"


def _broker() -> str:
    settings = config.current()
    if settings.embedded_broker:
        return "ok" if os.access(settings.home, os.W_OK) else "not writable"
    import redis  # noqa: PLC0415  (production only)

    redis.Redis.from_url(settings.broker_url, socket_timeout=2).ping()
    return "ok"


def _worker() -> str:
    """Say when a worker was last at work; pages do without one, uploads then wait."""
    with reading(db.engine()) as session:
        swept, started = heartbeat.last(session), session.scalar(select(func.max(Job.started_at)))
        busy = select(Job.id).where(Job.state == "running", Job.lease_until > now())
        if heartbeat.fresh(swept) or session.scalars(busy.limit(1)).first() is not None:
            return "ok"
    return _last_seen(max((t for t in (swept, started) if t), default=None))


def _schedule() -> str:
    """Say when the schedule's sweep last ran; without it, lost messages are not sent again."""
    with reading(db.engine()) as session:
        swept = heartbeat.last(session)
    return "ok" if heartbeat.fresh(swept) else _last_seen(swept)


def _last_seen(moment: datetime | None) -> str:
    if moment is None:
        return "not seen yet"
    return f"last seen {moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


NEEDED = ("database", "media", "broker")
CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "media": _media,
    "broker": _broker,
    "worker": _worker,
    "schedule": _schedule,
}
