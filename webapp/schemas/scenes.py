"""Asking for scenes and flights, and correcting what was guessed."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from webapp.schemas.query import Query


class SceneQuery(Query):
    """Which scenes to list."""

    station = fields.String(validate=validate.Length(max=64))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class SceneChanges(Schema):
    """Corrections; ``ledger.scenes`` checks their values."""

    bands = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True))
    scale = fields.Float()
    offset = fields.Float()
    cloud_band = fields.Integer(allow_none=True, strict=True)
    taken_at = fields.String(allow_none=True)
    baseline = fields.Boolean()
    stations = fields.List(fields.String(), validate=validate.Length(max=200))


class NewFlight(Schema):
    """A flight at a station."""

    station = fields.String(required=True, validate=validate.Length(1, 64))
    name = fields.String(required=True, validate=validate.Length(1, 128))
