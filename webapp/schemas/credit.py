"""Asking for credit records, appealing, and deciding on restrictions."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from webapp.schemas.query import Query

Words = validate.Length(min=1, max=2000)


class CreditQuery(Query):
    """The day to look at; today when empty."""

    on = fields.Date(load_default=None)

    @pre_load
    def _empty(self, data: Any, **_kwargs: Any) -> dict[str, Any]:
        return {name: value for name, value in dict(data).items() if value != ""}


class Said(Schema):
    """Words of a company or a reviewer."""

    text = fields.String(required=True, validate=Words)


class SaidOf(Said):
    """Words about something that was seen in a version."""

    version = fields.Integer(required=True)


class AppealDecision(SaidOf):
    """Whether an appeal is upheld."""

    uphold = fields.Boolean(required=True)


class Proven(Said):
    """The settled case that proved interference."""

    issue = fields.String(required=True, validate=validate.Length(max=64))


class RestrictionDecision(SaidOf):
    """Whether a company is restricted, from when until when; signed with its name."""

    impose = fields.Boolean(required=True)
    signed = fields.String(required=True, validate=validate.Length(max=128))
    from_on = fields.Date(load_default=None, allow_none=True)
    to_on = fields.Date(load_default=None, allow_none=True)
    repair = fields.String(load_default="", validate=validate.Length(max=2000))
