"""Asking for work orders; importing, checking, sampling and judging them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from ledger.models.orders import VERDICTS
from webapp.schemas.query import Query

Word = validate.Length(max=64)
Month = validate.Regexp(r"^20\d{2}-(0[1-9]|1[0-2])$")


class MonthQuery(Query):
    """One month, of one company or of all; without a month the newest one."""

    month = fields.String(validate=Month)
    company = fields.String(validate=Word)


class OrderQuery(MonthQuery):
    """Which orders to list."""

    kind = fields.String(validate=Word)
    station = fields.String(validate=Word)
    person = fields.String(validate=Word)
    which = fields.String(
        validate=validate.OneOf(["hit", "uncovered", "unchecked", "late", "on_time", "sampled"])
    )
    q = fields.String(validate=Word)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class OrderForm(Schema):
    """Whose orders a file holds, what its columns mean, where the photos are."""

    company = fields.String(load_default="", validate=Word)
    columns = fields.String(load_default="", validate=validate.Length(max=20_000))
    """JSON: header -> field; an empty field leaves a column out."""
    photos = fields.String(load_default="", validate=validate.Length(max=36))
    """Id of the complete upload with the archive of photos."""


class OrderMonth(Schema):
    """A month of one company, or of all."""

    month = fields.String(required=True, validate=Month)
    company = fields.String(load_default="", validate=Word)


class OrderJudgement(Schema):
    """What a person says of a sampled order."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS[1:]))
    note = fields.String(load_default="", validate=validate.Length(max=2000))
