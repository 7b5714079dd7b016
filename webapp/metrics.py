"""Numbers for a monitoring system: requests by route, jobs by state."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from sqlalchemy import Engine, func, select

from ledger.db import reading
from ledger.models import Job
from webapp.access import token_free

bp = Blueprint("metrics", __name__)


class _JobsByState:
    """Counts the job rows when somebody asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(
            "xunzhan_jobs", "Jobs by kind and state", labels=["kind", "state"]
        )
        with reading(self._engine) as session:
            query = select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
            for kind, state, number in session.execute(query):
                family.add_metric([kind, state], number)
        yield family


def init_app(app: Flask) -> None:
    """Count and time every request of this application."""
    registry = CollectorRegistry()
    registry.register(_JobsByState(app.extensions["xunzhan_engine"]))
    requests = Counter(
        "xunzhan_requests", "Requests", ["method", "route", "status"], registry=registry
    )
    seconds = Histogram("xunzhan_request_seconds", "Time to answer", ["route"], registry=registry)
    app.extensions["xunzhan_metrics"] = registry
    app.extensions["xunzhan_counters"] = requests, seconds
    app.register_blueprint(bp)
    count = counter(app)

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def _count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        now = time.perf_counter()
        count(request.method, route, response.status_code, now - g.get("started", now))
        return response


def counter(app: Flask) -> Callable[[str, str, int, float], None]:
    """Return a function that counts one request: method, route, status, seconds."""
    requests, seconds = app.extensions["xunzhan_counters"]

    def count(method: str, route: str, status: int, took_s: float) -> None:
        requests.labels(method, route, status).inc()
        seconds.labels(route).observe(took_s)

    return count


@bp.get("/metrics")
@token_free
def metrics() -> Response:
    """Answer in Prometheus' text format."""
    text = generate_latest(current_app.extensions["xunzhan_metrics"])
    return Response(text, content_type=CONTENT_TYPE_LATEST)
