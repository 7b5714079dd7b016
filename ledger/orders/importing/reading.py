"""Rows of a file against what the ledger holds: values, problems, what each would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ledger import access
from ledger.models import Organisation, Station, User, WorkOrder
from ledger.orders.importing import values
from ledger.orders.importing.known import differences, orders_by_number, stations_by_name
from ledger.station_import.columns import Column
from ledger.station_import.table import Problem, Record


@dataclass(frozen=True, kw_only=True)
class Row:
    """One order of the file: its row number, its values, what it would do."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    action: str
    """new, change or same."""
    changed: tuple[str, ...] = ()


class Rows:
    """Reads all rows of one file against what the database holds."""

    def __init__(
        self, session: Session, columns: Sequence[Column], company: Organisation, actor: User
    ) -> None:
        self._columns = {c.header: c.field for c in columns if c.field}
        self._session, self._company, self._actor = session, company, actor
        self._stations = stations_by_name(session)
        self._known: dict[str, WorkOrder] = {}

    def read(self, records: Sequence[Record]) -> tuple[Row, ...]:
        """Return the rows in the file's order."""
        header = next((h for h, name in self._columns.items() if name == "number"), "")
        numbers = [record.cells.get(header, "") for record in records]
        self._known = orders_by_number(self._session, self._company, numbers)
        seen: dict[str, int] = {}
        return tuple(self._row(record, seen) for record in records)

    def _row(self, record: Record, seen: dict[str, int]) -> Row:
        cells = {self._columns[h]: c for h, c in record.cells.items() if h in self._columns}
        found, problems = values.row(cells)
        problems = [*record.problems, *problems, *self._place(found)]
        number = found.get("number")
        if number in seen:
            params: dict[str, object] = {"value": number, "other": seen[number]}
            problems.append(Problem(field="number", code="order.duplicate", params=params))
        elif number:
            seen[number] = record.number
        known = self._known.get(number or "")
        changed = () if known is None or problems else differences(known, found)
        action = "new" if known is None else "change" if changed else "same"
        return Row(
            number=record.number,
            values=found,
            problems=tuple(problems),
            action=action,
            changed=tuple(changed),
        )

    def _place(self, found: dict[str, Any]) -> list[Problem]:
        """Resolve the station; check that the order is of this company and the actor's reach."""
        problems = []
        said = found.pop("company", None)
        own = (self._company.key, self._company.name_zh, self._company.name_en)
        if said and said.casefold() not in {name.casefold() for name in own if name}:
            problems.append(_problem("company", "order.other_company", said))
        named = found.pop("station", None)
        station = self._stations.get(str(named).casefold()) if named else None
        if station is not None:
            found |= {"station_id": station.id, "station": station.code}
            if not self._mine(station):
                problems.append(_problem("station", "order.out_of_reach", station.code))
        elif named:
            problems.append(_problem("station", "order.station_unknown", named))
        return problems

    def _mine(self, station: Station) -> bool:
        """Whether the row may stand: a supervisor also files what a former company did."""
        run = station.company_id == self._company.id or access.can(self._actor, "order.check")
        return run and access.can(self._actor, "station.view", station)


def _problem(name: str, code: str, said: str) -> Problem:
    return Problem(field=name, code=code, params={"value": said[:60]})
