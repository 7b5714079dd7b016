"""Asking what an issue said on a day."""

from __future__ import annotations

from marshmallow import fields

from webapp.schemas.query import Query


class AsOf(Query):
    """A day of the city."""

    on = fields.Date(required=True)
