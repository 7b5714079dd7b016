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


class NoticeWishes(Schema):
    """How the caller wants to be told outside the app."""

    mail = fields.Boolean(required=True)
    quiet_from = fields.String(load_default="", validate=validate.Length(max=5))
    quiet_until = fields.String(load_default="", validate=validate.Length(max=5))


class NoticesRead(Schema):
    """Which notices were read; without ids, all."""

    ids = fields.List(
        fields.Integer(validate=Id), load_default=None, validate=validate.Length(max=1000)
    )
