"""What an import of orders would do, row by row, with every problem; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from geo.errors import Forbidden
from ledger import access, chain
from ledger import station_messages as _messages  # noqa: F401  (registers import.* and table.*)
from ledger.models import OrderImport, OrderMapping, Organisation, Station, User, WorkOrder
from ledger.orders.importing import values
from ledger.orders.importing.columns import match
from ledger.station_import.columns import Column
from ledger.station_import.reading import read_table
from ledger.station_import.table import Problem, Record

FIELDS = (
    *("number", "kind", "planned_at", "due_at", "started_at", "finished_at", "closed_at"),
    *("person", "text", "instrument", "consumable", "consumable_age_days", "parameters", "month"),
)
BATCH = 5_000
"""Numbers in one question; databases bound how many values a statement may hold."""
_TEXTS = ("person", "text", "instrument", "consumable", "parameters")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One order of the file: its row number, its values, what it would do."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    action: str
    """new, change or same."""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The whole file: columns, rows, problems of the file itself, harmless notes."""

    filename: str
    company: Organisation
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the file can be imported as it is."""
        return not self.problems and not self.counts.get("problems")

    @property
    def months(self) -> list[str]:
        """The months that the rows fall into."""
        return sorted({row.values["month"] for row in self.rows if "month" in row.values})


def preview(
    session: Session,
    data: bytes,
    filename: str,
    *,
    company: Organisation,
    chosen: Mapping[str, str] | None = None,
    actor: User,
) -> Preview:
    """Return what importing a file of one company's orders would do.

    Parameters
    ----------
    chosen : mapping of header -> field, optional
        Default: what was chosen at the company's last import.

    Raises
    ------
    Forbidden
        ``order.not_allowed``.
    Refused
        The file cannot be read as a table at all (``table.*``, ``xlsx.*``), ``order.wrong_field``.
    """
    if not access.can(actor, "order.import", OrderImport(company=company)):
        raise Forbidden("order.not_allowed")
    table = read_table(data, filename)
    columns, problems = match(table.headers, remembered(session, company) | dict(chosen or {}))
    if not table.records:
        problems = (*problems, Problem(field="", code="import.no_rows"))
    if problems:
        counts = {"problems": len(problems)}
        return Preview(
            filename=filename, company=company, columns=columns, problems=problems, counts=counts
        )
    rows = _Rows(session, columns, company, actor).read(table.records)
    return Preview(
        filename=filename,
        company=company,
        columns=columns,
        rows=rows,
        notes=_notes(columns, rows),
        counts=_counts(rows),
    )


def remembered(session: Session, company: Organisation) -> dict[str, str]:
    """Return header -> field as last imported for a company."""
    row = session.scalar(select(OrderMapping).where(OrderMapping.company_id == company.id))
    return dict(row.headers) if row else {}


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    actions = Counter(row.action for row in rows)
    return {
        "rows": len(rows),
        "new": actions["new"],
        "change": actions["change"],
        "same": actions["same"],
        "problems": sum(len(row.problems) for row in rows),
    }


def _notes(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Problem, ...]:
    notes = []
    unused = [column.header for column in columns if not column.field]
    if unused:
        params: dict[str, object] = {"columns": ", ".join(unused)[:200]}
        notes.append(Problem(field="", code="import.ignored_columns", params=params))
    months = sorted({row.values["month"] for row in rows if "month" in row.values})
    if len(months) > 1:
        params = {"count": len(months), "months": ", ".join(months)[:200]}
        notes.append(Problem(field="planned_at", code="order.months", params=params))
    return tuple(notes)


class _Rows:
    """Reads all rows of one file against what the database holds."""

    def __init__(
        self, session: Session, columns: Sequence[Column], company: Organisation, actor: User
    ) -> None:
        self._columns = {c.header: c.field for c in columns if c.field}
        self._session, self._company, self._actor = session, company, actor
        self._stations = _by_name(session)
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


def orders_by_number(
    session: Session, company: Organisation, numbers: Iterable[str]
) -> dict[str, WorkOrder]:
    """Return the orders of a company that a file names, with their photos."""
    found: dict[str, WorkOrder] = {}
    for some in batched(dict.fromkeys(numbers), BATCH):
        query = select(WorkOrder).where(
            WorkOrder.company_id == company.id, WorkOrder.number.in_(some)
        )
        query = query.options(selectinload(WorkOrder.photos))
        query = query.execution_options(populate_existing=True)
        found |= {order.number: order for order in session.scalars(query)}
    return found


def _by_name(session: Session) -> dict[str, Station]:
    """Return the stations by code, and by name where only one has it."""
    stations = session.scalars(select(Station)).all()
    pairs = [(n.casefold(), s) for s in stations for n in {s.name_zh, s.name_en} if n]
    often = Counter(name for name, _ in pairs)
    named = {name: station for name, station in pairs if often[name] == 1}
    return named | {station.code.casefold(): station for station in stations}


def differences(known: WorkOrder, found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a row would alter."""
    if known.digest == digest_of(found):
        return ()
    fields = [
        name for name in (*FIELDS, "station_id") if getattr(known, name) != value(found, name)
    ]
    photos = [photo.name for photo in known.photos]
    return (*fields, *(("photos",) if photos != found.get("photos", []) else ()))


def value(found: Mapping[str, Any], name: str) -> Any:
    """Return what a row says of a field; a text that it does not say is empty."""
    return found.get(name, "" if name in _TEXTS else None)


def digest_of(found: Mapping[str, Any]) -> str:
    """Return the digest of a row's values."""
    fields = (*FIELDS, "station_id", "photos")
    return chain.digest([_plain(value(found, name)) for name in fields])


def _plain(item: Any) -> Any:
    return item.isoformat() if isinstance(item, datetime) else item


def _problem(name: str, code: str, said: str) -> Problem:
    return Problem(field=name, code=code, params={"value": said[:60]})
