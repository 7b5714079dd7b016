"""Changing a rule."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class RuleChange(Schema):
    """What is to be different, from when on, and why."""

    version = fields.Integer(required=True)
    reason = fields.String(required=True, validate=validate.Length(max=1000))
    valid_from = fields.Date(load_default=None)
    content = fields.Dict(
        keys=fields.String(validate=validate.Length(max=64)),
        values=fields.String(validate=validate.Length(max=1000)),
        required=True,
    )
