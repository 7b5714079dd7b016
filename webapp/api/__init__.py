"""The JSON API under /api/v1, one file a resource; OpenAPI at /api/v1/openapi.json."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from webapp.api import (
    audit,
    credit,
    districts,
    draw_inspectors,
    draws,
    findings,
    flights,
    imports,
    issue_flights,
    issue_views,
    issues,
    issues_list,
    jobs,
    leads,
    me,
    notices,
    orders,
    papers,
    refly,
    rules,
    scenes,
    session,
    stations,
    taxonomy,
)
from webapp.schemas.answers import Problem

PREFIX = "/api/v1"
RESOURCES = (
    draws,
    draw_inspectors,
    session,
    me,
    stations,
    districts,
    findings,
    papers,
    issues,
    issues_list,
    issue_views,
    scenes,
    flights,
    refly,
    issue_flights,
    jobs,
    imports,
    taxonomy,
    leads,
    orders,
    notices,
    audit,
    credit,
    rules,
)


class _Api(Api):
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Leave errors to ``webapp.errors``."""


def init_app(app: Flask) -> None:
    """Register every resource."""
    app.config.update(
        API_TITLE="巡站 Xunzhan",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _Api(app)
    for resource in RESOURCES:
        api.register_blueprint(resource.bp, url_prefix=PREFIX)
    jobs.init_app(app)
