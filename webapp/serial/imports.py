"""The preview of an import as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from ledger.station_import import Preview, Problem
from webapp.lang import say
from webapp.serial.geometry import geojson


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return every row with its values, what it would do, and its problems."""
    return {
        "ok": preview.ok,
        "counts": preview.counts,
        "columns": [{"header": column.header, "field": column.field} for column in preview.columns],
        "rows": [
            {
                "number": row.number,
                "values": {name: _plain(value) for name, value in row.values.items()},
                "action": row.action,
                "changed": list(row.changed),
                "problems": problems_json(row.problems),
            }
            for row in preview.rows
        ],
        "problems": problems_json(preview.problems),
        "notes": problems_json(preview.notes),
    }


def problems_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems with their words."""
    return [
        {"field": p.field, "code": p.code, "text": say(p.code, **dict(p.params))} for p in problems
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return geojson(value) if isinstance(value, BaseGeometry) else value
