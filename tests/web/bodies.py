"""The smallest body that a view's schema takes, made from the schema itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, validate

_PLAIN: tuple[tuple[type[fields.Field], Any], ...] = (
    (fields.UUID, "00000000-0000-0000-0000-000000000001"),
    (fields.Boolean, True),
    (fields.AwareDateTime, "2026-01-01T00:00:00Z"),
    (fields.DateTime, "2026-01-01T00:00:00Z"),
    (fields.Date, "2026-01-01"),
    (fields.Integer, 1),
    (fields.Number, 1.0),
    (fields.Mapping, {}),
    (fields.String, "x"),
)
"""The first kind that a field is of says its value; the more special ones come first."""


def arguments(view: Callable[..., Any], location: str) -> dict[str, Any]:
    """Return the smallest arguments of a view in ``json`` or ``query``."""
    documented = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    found: dict[str, Any] = {}
    for parameter in documented:
        if parameter.get("in") == location and "schema" in parameter:
            found |= body(parameter["schema"])
    return found


def body(schema: Schema | type[Schema]) -> dict[str, Any]:
    """Return a value for every required field of a schema."""
    made = schema() if isinstance(schema, type) else schema
    return {
        field.data_key or name: value(field)
        for name, field in made.load_fields.items()
        if field.required
    }


def value(field: fields.Field[Any]) -> Any:
    """Return a value that a field takes."""
    choice = _limit(field, validate.OneOf)
    if choice is not None:
        return next(iter(choice.choices))
    if isinstance(field, fields.Nested):
        return [body(field.schema)] if field.many else body(field.schema)
    if isinstance(field, fields.List):
        length = _limit(field, validate.Length)
        wanted = (length.equal or length.min or 0) if length else 0
        return [value(field.inner) for _ in range(wanted)]
    if isinstance(field, fields.Tuple):
        return [value(inner) for inner in field.tuple_fields]
    plain = next((made for kind, made in _PLAIN if isinstance(field, kind)), "x")
    length = _limit(field, validate.Length)
    if isinstance(plain, str) and plain == "x" and length:
        return "x" * (length.equal or length.min or 1)
    return plain


def _limit[V: validate.Validator](field: fields.Field[Any], kind: type[V]) -> V | None:
    said = field.validators
    inner = itertools.chain.from_iterable(
        one.validators if isinstance(one, validate.And) else (one,) for one in said
    )
    return next((one for one in inner if isinstance(one, kind)), None)
