"""Asking for draws' steps and inspectors' entries."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from ledger.draws.seeding import VOID_REASONS

Short = validate.Length(max=200)
Code = validate.Length(max=64)


def _codes(most: int = 50) -> fields.List:
    return fields.List(
        fields.String(validate=Code), load_default=list, validate=validate.Length(max=most)
    )


class DrawAnnounce(Schema):
    """What is drawn, by whom, with which public source."""

    title = fields.String(required=True, validate=Short)
    percent = fields.Integer(required=True)
    kinds = _codes(2)
    districts = _codes()
    party_a = fields.Integer(required=True)
    party_b = fields.Integer(required=True)
    entropy_source = fields.String(load_default="", validate=Short)
    entropy_format = fields.String(load_default="numbers", validate=Code)
    entropy_count = fields.Integer(load_default=None, allow_none=True)
    entropy_due = fields.Date(load_default=None, allow_none=True)


class DrawStep(Schema):
    """One step by somebody who has seen ``version``."""

    version = fields.Integer(required=True)


class DrawCommit(DrawStep):
    """SHA-256 of the secret and the draw's number."""

    value = fields.String(required=True, validate=Code)


class DrawReveal(DrawStep):
    """The secret itself."""

    secret = fields.String(required=True, validate=Code)


class DrawEntropy(DrawStep):
    """The public string of the announced source."""

    value = fields.String(required=True, validate=validate.Length(max=400))


class DrawConfirm(DrawStep):
    """What a second person confirms; the public string is entered again."""

    what = fields.String(required=True, validate=validate.OneOf(["entropy", "replace"]))
    value = fields.String(load_default="", validate=validate.Length(max=400))


class DrawVoid(DrawStep):
    """Why the draw cannot be finished."""

    reason = fields.String(required=True, validate=validate.OneOf(VOID_REASONS))
    note = fields.String(required=True, validate=Short)


class DrawReplace(DrawStep):
    """Who goes: off one station, or off all of them."""

    inspector = fields.String(required=True, validate=Code)
    station = fields.String(load_default=None, allow_none=True, validate=Code)
    note = fields.String(required=True, validate=Short)


class DrawPublish(DrawStep):
    """What becomes public."""

    what = fields.String(required=True, validate=validate.OneOf(["notice", "proof"]))
    visited = fields.Boolean(load_default=False)


class FormerEmployer(Schema):
    """A company and the last day there."""

    company = fields.String(required=True, validate=Code)
    until = fields.Date(required=True)


class InspectorLeave(Schema):
    """From one day to another, both included."""

    first = fields.Date(required=True, data_key="from", attribute="from")
    until = fields.Date(required=True)


class InspectorEntry(Schema):
    """An entry of the inspectors' library."""

    name = fields.String(required=True, validate=Code)
    organisation = fields.String(required=True, validate=Code)
    certificate = fields.String(load_default="", validate=validate.Length(max=96))
    qualified_until = fields.Date(load_default=None, allow_none=True)
    kinds = _codes(2)
    districts = _codes()
    former = fields.List(
        fields.Nested(FormerEmployer), load_default=list, validate=validate.Length(max=50)
    )
    relatives = _codes()
    leave = fields.List(
        fields.Nested(InspectorLeave), load_default=list, validate=validate.Length(max=50)
    )
    active = fields.Boolean(load_default=True)


class InspectorChange(InspectorEntry):
    """An entry by somebody who has seen ``version``."""

    version = fields.Integer(required=True)
