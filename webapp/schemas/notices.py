"""Asking for one's notices, and marking them as read."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from webapp.schemas.query import Query

Id = validate.Range(1, 2**31 - 1)


class NoticeQuery(Query):
    """Which of one's notices to list."""

    unread = fields.Boolean(load_default=False)
    before = fields.Integer(load_default=None, validate=Id)
    """Only older ones than this: the last id of the page before."""
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class NoticesRead(Schema):
    """Which notices were read; without ids, all."""

    ids = fields.List(
        fields.Integer(validate=Id), load_default=None, validate=validate.Length(max=1000)
    )
