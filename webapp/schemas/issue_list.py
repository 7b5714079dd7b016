"""Asking for the ledger's list; deciding several issues at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from ledger.issue_export import FORMATS
from ledger.issue_list import GROUPS, SORTS, Asked
from ledger.models.issues import STATES
from webapp.schemas.query import Query

Short = validate.Length(max=64)
Words = validate.Length(max=2000)
Days = validate.Range(date(1970, 1, 1), date(2200, 1, 1))
MANY = 200
"""Most issues of one decision or one choice."""


class Several(fields.Field[tuple[Any, ...]]):
    """Values with commas between them."""

    def __init__(self, one: type = str, among: tuple[Any, ...] = (), most: int = 20) -> None:
        super().__init__(load_default=())
        self._one, self._among, self._most = one, among, most

    def _deserialize(self, value: Any, *_given: Any, **_options: Any) -> tuple[Any, ...]:
        # No database takes NUL; nothing has its stand-in.
        parts = [part for part in str(value).replace("\x00", "\ufffd").split(",") if part]
        if len(parts) > self._most or any(len(part) > 64 for part in parts):
            raise ValidationError("too many or too long")
        try:
            found = tuple(dict.fromkeys(self._one(part) for part in parts))
        except ValueError as error:
            raise ValidationError("not a number") from error
        if self._among and not set(found) <= set(self._among):
            raise ValidationError("unknown value")
        return found


class FilterQuery(Query):
    """Which issues of the ledger; several values of a field with commas between them."""

    state = Several(among=(*STATES, *GROUPS))
    grade = Several(int, among=(1, 2, 3))
    kind = Several(among=("quality", "norm", "support", "interference"))
    class_code = Several()
    code = Several()
    station = Several(most=100)
    district = Several()
    company = Several()
    source = Several()
    numbers = Several(most=MANY)
    principled = fields.Boolean(load_default=None)
    overdue = fields.Boolean(load_default=False)
    due = fields.Integer(load_default=None, validate=validate.Range(0, 366))
    found_from = fields.Date(load_default=None, validate=Days)
    found_to = fields.Date(load_default=None, validate=Days)
    q = fields.String(load_default="", validate=Short)

    @post_load
    def _gather(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        names = Asked.__dataclass_fields__
        asked = {name: data.pop(name) for name in tuple(data) if name in names}
        asked["q"] = asked["q"].replace("\x00", "\ufffd")
        return data | {"asked": Asked(**asked)}


class ListQuery(FilterQuery):
    """One page of the list."""

    sort = fields.String(load_default="found", validate=validate.OneOf(tuple(SORTS)))
    limit = fields.Integer(load_default=500, validate=validate.Range(1, 2000))
    after = fields.String(load_default="", validate=validate.Length(max=200))


class ExportQuery(FilterQuery):
    """What to export, and as what."""

    format = fields.String(required=True, validate=validate.OneOf(tuple(FORMATS)))


class BulkItem(Schema):
    """An issue and the version of it that was seen."""

    number = fields.String(required=True, validate=validate.Length(max=32))
    version = fields.Integer(required=True)


class BulkStep(Schema):
    """One step for several issues, each as if it were taken alone."""

    step = fields.String(
        required=True, validate=validate.OneOf(["assign", "take_up", "merge", "reject"])
    )
    items = fields.List(fields.Nested(BulkItem), required=True, validate=validate.Length(1, MANY))
    reason = fields.String(validate=Words)
    note = fields.String(validate=Words)
    parent = fields.String(validate=validate.Length(max=32))
    responsible = fields.String(validate=Short)
    responsible_person = fields.String(validate=Short)
    deadline_on = fields.Date()
    deadline_days = fields.Integer(validate=validate.Range(0, 3660))
    verifiers = fields.List(fields.Integer(), validate=validate.Length(max=10))


ASKED = ("sort", *Asked.__dataclass_fields__)


class ViewQuery(fields.Field[dict[str, str]]):
    """A filter as the page's address says it."""

    def _deserialize(self, value: Any, *_given: Any, **_options: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise ValidationError("name -> text")
        kept = {name: text for name, text in value.items() if text}
        ListQuery(only=ASKED).load(kept)
        return kept


class NewView(Schema):
    """A filter to keep."""

    name = fields.String(required=True, validate=validate.Length(1, 64))
    query = ViewQuery(required=True)
    shared = fields.Boolean(load_default=False)
    is_default = fields.Boolean(load_default=False)


class ChangedView(Schema):
    """What is to be different about a kept filter."""

    name = fields.String(validate=validate.Length(1, 64))
    query = ViewQuery()
    shared = fields.Boolean()
    is_default = fields.Boolean()
