"""Asking for findings and deciding about them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from webapp.schemas.query import Query

Note = validate.Length(max=2000)
MOST_AT_ONCE = 100
NEEDED = {"accept": ("code", "grade"), "reject": ("reason",), "refly": (), "merge": ("issue",)}
"""What a bulk decision must say besides the findings."""


class FindingQuery(Query):
    """Which findings to list, in which order."""

    state = fields.String(
        load_default="pending",
        validate=validate.OneOf(["pending", "all", "accepted", "rejected", "merged", "refly"]),
    )
    station = fields.String(validate=validate.Length(max=64))
    code = fields.String(validate=validate.Length(max=64))
    flight = fields.Integer()
    scene = fields.Integer()
    confidence = fields.Float(validate=validate.Range(0, 1))
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


class Reclass(Decision):
    """Another type; the finding still waits for a decision."""

    code = fields.String(required=True, validate=validate.Length(max=64))


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


class Reopen(Decision):
    """A decision was wrong; the reason goes into the record."""

    note = fields.String(required=True, validate=Note)


class Release(Schema):
    """District and company may see it from now on."""

    version = fields.Integer(required=True)


class Shape(Release):
    """Another outline, or what to cut away from it; GeoJSON (multi)polygon, WGS-84."""

    geometry = fields.Dict(required=True)
    how = fields.String(load_default="replace", validate=validate.OneOf(["replace", "cut"]))


class Drawn(Schema):
    """A finding that the machine missed, on a scene, at a station."""

    scene = fields.Integer(required=True)
    station = fields.String(required=True, validate=validate.Length(max=64))
    code = fields.String(required=True, validate=validate.Length(max=64))
    geometry = fields.Dict(required=True)
    note = fields.String(load_default="", validate=Note)


class FrameQuery(Query):
    """The ground to draw on."""

    scene = fields.Integer(required=True)
    station = fields.String(required=True, validate=validate.Length(max=64))


class SheetWanted(Query):
    """In which language an evidence sheet is wanted."""

    lang = fields.String(required=True, validate=validate.OneOf(["zh", "en"]))


class Seen(Schema):
    """A finding and the version of it that the caller has seen."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)


class Bulk(Schema):
    """One decision for several findings, each decided for itself."""

    items = fields.List(
        fields.Nested(Seen), required=True, validate=validate.Length(min=1, max=MOST_AT_ONCE)
    )
    decision = fields.String(
        required=True, validate=validate.OneOf(["accept", "reject", "refly", "merge"])
    )
    reason = fields.String(validate=validate.Length(max=32))
    code = fields.String(validate=validate.Length(max=64))
    grade = fields.Integer()
    issue = fields.String(validate=validate.Length(max=32))
    note = fields.String(load_default="", validate=Note)

    @validates_schema
    def _complete(self, data: dict[str, Any], **_options: Any) -> None:
        missing = [name for name in NEEDED[data["decision"]] if data.get(name) is None]
        if missing:
            raise ValidationError({name: ["missing"] for name in missing})
