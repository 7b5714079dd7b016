"""Asking for issues and taking their steps."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ledger.issues.given import KINDS, MAX_DAYS, MAX_FILES, MAX_MEASURES
from webapp.schemas.query import Query

Words = validate.Length(max=2000)
Short = validate.Length(max=64)


class IssueFile(Schema):
    """A complete upload as evidence: what it shows, when and where it was taken."""

    id = fields.String(validate=validate.Length(max=36))
    photo = fields.Integer(
        validate=validate.Range(1, 2**31 - 1),
        metadata={"description": "Instead of an upload: a photo of a flight that was asked for"},
    )
    kind = fields.String(validate=validate.OneOf(KINDS))
    taken_at = fields.AwareDateTime()
    lon = fields.Float(validate=validate.Range(-180, 180))
    lat = fields.Float(validate=validate.Range(-90, 90))
    measure = fields.Integer(
        validate=validate.Range(1, MAX_MEASURES),
        metadata={"description": "Number of the plan's measure that it proves"},
    )

    @validates_schema
    def _one(self, data: dict[str, Any], **_options: Any) -> None:
        if ("id" in data) == ("photo" in data):
            raise ValidationError("an upload's id or a photo's", field_name="id")


class Proof(fields.Field[dict[str, Any]]):
    """A :class:`IssueFile`, or only the id of an upload."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,
        data: Any,  # noqa: ARG002  (marshmallow's)
        **_options: Any,
    ) -> dict[str, Any]:
        given = {"id": value} if isinstance(value, str) else value
        if not isinstance(given, dict):
            raise ValidationError("an upload's id or an object", field_name=attr or "")
        return dict(IssueFile().load(given))


class PlanMeasure(Schema):
    """One measure of a plan and its date."""

    text = fields.String(required=True, validate=validate.Length(1, 1000))
    due_on = fields.Date(required=True)


class FiledPlan(Schema):
    """A rectification plan."""

    text = fields.String(required=True, validate=validate.Length(max=5000))
    measures = fields.List(
        fields.Nested(PlanMeasure), required=True, validate=validate.Length(1, MAX_MEASURES)
    )


class IssueStep(Schema):
    """One step by somebody who has seen ``version``; each asks for some of the rest."""

    version = fields.Integer(required=True)
    note = fields.String(validate=Words)
    reason = fields.String(validate=Words)
    evidence = fields.List(Proof(), validate=validate.Length(max=MAX_FILES))
    no_position = fields.String(validate=validate.Length(max=500))
    plan = fields.Nested(FiledPlan)
    deadline_on = fields.Date()
    deadline_days = fields.Integer(validate=validate.Range(0, MAX_DAYS))
    verifiers = fields.List(fields.Integer(), validate=validate.Length(max=10))
    responsible = fields.String(validate=Short)
    responsible_person = fields.String(validate=Short)
    case_result = fields.String(validate=Words)
    parent = fields.String(validate=validate.Length(max=32))


class MissionQuery(Query):
    """Which camera flies."""

    camera = fields.String(validate=validate.Length(1, 60))


class IssueFlights(Schema):
    """When a flight was asked for, and the flights since, newest first."""

    asked_at = fields.String(required=True, allow_none=True)
    frame = fields.Dict(required=True, allow_none=True)
    flights = fields.List(fields.Dict(), required=True)
