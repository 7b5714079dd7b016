"""Asking for leads, typing one in, and deciding on one."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from ledger.leads import SOURCES, TYPED
from ledger.models.issues import MODES
from ledger.models.leads import LEAD_STATES
from webapp.schemas.query import Query

Note = validate.Length(max=2000)
Word = validate.Length(max=64)


class LeadQuery(Query):
    """Which leads to list."""

    state = fields.String(validate=validate.OneOf([*LEAD_STATES, "all"]))
    source = fields.String(validate=validate.OneOf(SOURCES))
    rule = fields.String(validate=Word)
    code = fields.String(validate=Word)
    company = fields.String(validate=Word)
    station = fields.String(validate=Word)
    month = fields.String(validate=validate.Length(max=7))
    mode = fields.String(validate=validate.OneOf(MODES))
    orders = fields.Boolean(load_default=False)
    """Only what the month's work orders gave."""
    order = fields.Integer(validate=validate.Range(1, 2**31 - 1))
    limit = fields.Integer(load_default=200, validate=validate.Range(1, 1000))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class NewLead(Schema):
    """What somebody saw or was told."""

    station = fields.String(required=True, validate=Word)
    code = fields.String(required=True, validate=Word)
    source = fields.String(required=True, validate=validate.OneOf(TYPED))
    note = fields.String(required=True, validate=Note)
    found_at = fields.AwareDateTime(load_default=None)
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180))
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90))
    datum = fields.String(load_default="wgs84", validate=validate.Length(max=32))
    evidence = fields.List(
        fields.String(validate=validate.Length(max=36)),
        load_default=list,
        validate=validate.Length(max=8),
    )


class LeadDecision(Schema):
    """What every decision names: the version that was seen."""

    version = fields.Integer(required=True)


class LeadConfirm(LeadDecision):
    """An issue, as proposed or changed."""

    grade = fields.Integer(load_default=None, validate=validate.Range(1, 3))
    mode = fields.String(load_default=None, validate=validate.OneOf(MODES))
    code = fields.String(load_default=None, validate=Word)


class LeadReject(LeadDecision):
    """Why it is no problem."""

    reason = fields.String(required=True, validate=Note)


class LeadMerge(LeadDecision):
    """The issue it belongs to."""

    issue = fields.String(required=True, validate=Word)
    note = fields.String(load_default="", validate=Note)
