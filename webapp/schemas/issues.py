"""Asking for issues and taking their steps."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from ledger.models.issues import STATES
from webapp.schemas.query import Query

Note = validate.Length(max=2000)


class IssueQuery(Query):
    """Which issues to list."""

    state = fields.String(validate=validate.OneOf([*STATES, "all", "not_closed"]))
    station = fields.String(validate=validate.Length(max=64))
    code = fields.String(validate=validate.Length(max=64))
    overdue = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=500, validate=validate.Range(1, 2000))


class Step(Schema):
    """One step by somebody who has seen ``version``."""

    note = fields.String(load_default="", validate=Note)
    version = fields.Integer(required=True)


class Rectify(Step):
    """What was done, with proof."""

    evidence = fields.List(
        fields.String(validate=validate.Length(max=36)),
        load_default=list,
        validate=validate.Length(max=50),
    )


class Verify(Step):
    """Whether the rectification holds."""

    passed = fields.Boolean(required=True)
