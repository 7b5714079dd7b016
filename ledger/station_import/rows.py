"""One row of a table to a station's values, with every problem of every field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.datum import Datum, parse_datum, to_wgs84
from ledger.station_import import values as read
from ledger.station_import.columns import EXTERNAL, REQUIRED
from ledger.station_import.table import Problem

_READERS: dict[str, Callable[[str], Any]] = {
    "code": read.code,
    "name_zh": read.text(128),
    "name_en": read.text(128),
    "kind": read.choice(read.KINDS),
    "network": read.choice(read.NETWORKS),
    "lon": read.number(-180, 180),
    "lat": read.number(-80, 84),
    "datum": read.datum,
    "anchor_height_m": read.number(-100, 300),
    "house_lon": read.number(-180, 180),
    "house_lat": read.number(-80, 84),
    "city": read.text(64),
    "stands_in": read.text(64),
    "counts_for": read.text(64),
    "company": read.text(128),
    "access_mode": read.choice(read.MODES),
    "access_hours": read.hours,
    "access_note": read.text(255),
    "remote": read.choice(read.YES_NO),
    "remote_reason": read.text(255),
    "beside_building": read.choice(read.YES_NO),
    "suspended": read.choice(read.YES_NO),
    "effective_on": read.day,
    "external": read.external,
}


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What the person who imports declared for the whole file."""

    kind: str | None = None
    network: str | None = None
    company: str | None = None
    effective_on: date | None = None
    create_companies: bool = False


class RowReader:
    """Reads the cells of one file's rows under one declared datum."""

    def __init__(self, datum: Datum, defaults: Defaults) -> None:
        self._datum = datum
        self._defaults = defaults

    def read(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
        """Return the values and problems of cells keyed by field.

        A cell that is empty says nothing: it neither sets nor clears a field.
        """
        values: dict[str, Any] = {}
        problems = [
            Problem(field=name, code="import.required") for name in REQUIRED if not cells.get(name)
        ]
        for name, cell in cells.items():
            if cell:
                self._cell(name, cell, values, problems)
        self._declared(values)
        self._places(values, problems)
        if values.get("remote") and not values.get("remote_reason"):
            problems.append(Problem(field="remote_reason", code="import.remote_reason"))
        return values, problems

    def _cell(self, name: str, cell: str, values: dict[str, Any], problems: list[Problem]) -> None:
        try:
            if name.startswith(EXTERNAL):
                key = name.removeprefix(EXTERNAL)
                codes = {read.text(32)(key): read.text(64)(cell)}
                values["external"] = values.get("external", {}) | codes
            elif name == "external":
                values["external"] = values.get("external", {}) | read.external(cell)
            else:
                values[name] = _READERS[name](cell)
        except read.Bad as bad:
            problems.append(Problem(field=name, code=bad.code, params=bad.params))

    def _declared(self, values: dict[str, Any]) -> None:
        for name in ("kind", "network", "company", "effective_on"):
            declared = getattr(self._defaults, name)
            if declared is not None:
                values.setdefault(name, declared)

    def _places(self, values: dict[str, Any], problems: list[Problem]) -> None:
        """Bring the positions of a row to WGS-84."""
        datum = parse_datum(str(values.pop("datum", self._datum)))
        values["datum_claimed"] = datum
        for lon, lat in (("lon", "lat"), ("house_lon", "house_lat")):
            broken = any(problem.field in {lon, lat} for problem in problems)
            if broken or (lon not in values and lat not in values):
                continue
            if lon not in values or lat not in values:
                problems.append(Problem(field=lon, code="import.pair"))
            elif values[lon] == 0 and values[lat] == 0:
                problems.append(Problem(field=lon, code="import.null_island"))
            else:
                values[lon], values[lat] = to_wgs84((values[lon], values[lat]), datum)
