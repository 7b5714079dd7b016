"""Importing stations and districts: the file's companions in the form."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate


class Mode(Schema):
    """Preview (0) or import (1)."""

    commit = fields.Boolean(load_default=False)


class TheFile(Schema):
    """The file itself."""

    file = Upload(required=True)


class StationForm(Schema):
    """What is declared for the whole station list."""

    datum = fields.String(required=True, validate=validate.Length(1, 32))
    kind = fields.String(load_default=None)
    network = fields.String(load_default=None)
    company = fields.String(load_default=None, validate=validate.Length(max=128))
    effective_on = fields.Date(load_default=None)
    create_companies = fields.Boolean(load_default=False)


class DistrictForm(Schema):
    """Where the outlines come from."""

    datum = fields.String(required=True, validate=validate.Length(1, 32))
    source = fields.String(load_default="", validate=validate.Length(max=255))
    approval_no = fields.String(load_default="", validate=validate.Length(max=64))
    own_city = fields.String(load_default=None, validate=validate.Length(max=12))
