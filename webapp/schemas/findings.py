"""Asking for findings and deciding about them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from webapp.schemas.query import Query

Note = validate.Length(max=2000)


class FindingQuery(Query):
    """Which findings to list, in which order."""

    state = fields.String(
        load_default="pending",
        validate=validate.OneOf(["pending", "all", "accepted", "rejected", "merged", "refly"]),
    )
    station = fields.String(validate=validate.Length(max=64))
    sort = fields.String(
        load_default="confidence", validate=validate.OneOf(["confidence", "station", "time"])
    )
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 2000))


class Decision(Schema):
    """A decision by somebody who has seen ``version``."""

    note = fields.String(load_default="", validate=Note)
    version = fields.Integer(required=True)


class Accept(Decision):
    """The finding is an issue of this code and grade."""

    code = fields.String(required=True, validate=validate.Length(max=64))
    grade = fields.Integer(required=True)
    mode = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(["on_spot", "time_limit", "transfer"]),
    )


class Propose(Decision):
    """What an image reviewer would make of it."""

    code = fields.String(required=True, validate=validate.Length(max=64))
    grade = fields.Integer(required=True)


class Reject(Decision):
    """The finding is none, for a reason that detectors learn from."""

    reason = fields.String(required=True, validate=validate.Length(max=32))


class Merge(Decision):
    """The finding shows an issue that is already open."""

    issue = fields.String(required=True, validate=validate.Length(max=32))
