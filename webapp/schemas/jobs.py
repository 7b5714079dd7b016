"""Asking for jobs."""

from __future__ import annotations

from marshmallow import fields, validate

from webapp.schemas.query import Query


class JobQuery(Query):
    """Which jobs to list."""

    state = fields.String(
        validate=validate.OneOf(["queued", "running", "done", "failed", "cancelled"])
    )
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
