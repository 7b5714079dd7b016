"""What every query string has in common."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, pre_load


class Query(Schema):
    """A query; a parameter without a value says nothing."""

    @pre_load
    def _drop_empty(self, data: Any, **_options: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value != ""}
