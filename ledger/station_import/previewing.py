"""What an import would do, row by row, with every problem; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.datum import Datum, parse_datum
from geo.errors import Refused
from ledger.catalog import override_for
from ledger.models import Station, User
from ledger.station_import.columns import Column, match
from ledger.station_import.fence import Fence
from ledger.station_import.fields import as_fields
from ledger.station_import.limits import DEFAULT_LIMITS, Limits
from ledger.station_import.lookups import Lookups
from ledger.station_import.reading import read_table
from ledger.station_import.rows import Defaults, RowReader
from ledger.station_import.table import Problem, Record
from ledger.stations import differences, locate_all

Action = Literal["new", "change", "same"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One station of the file: its row number, its values in WGS-84, what it would do."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...]
    action: Action
    changed: tuple[str, ...] = ()
    """Fields that a ``change`` would alter."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The whole file: columns, rows, problems of the file itself, harmless notes."""

    filename: str
    datum: Datum
    defaults: Defaults
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the file can be imported as it is."""
        return not self.problems and not self.counts.get("problems")


def preview(
    session: Session,
    data: bytes,
    filename: str,
    *,
    datum: str,
    defaults: Defaults | None = None,
    limits: Limits = DEFAULT_LIMITS,
    actor: User | None = None,
) -> Preview:
    """Return what importing a station list would do.

    Parameters
    ----------
    datum : str
        The datum that the person declares for the positions; unknown ones are refused.
    defaults : what holds for rows that do not say it themselves
    actor : User or None
        Who imports: a row about a station beyond the person's reach is a problem. None: the
        command line, which reaches everything.

    Raises
    ------
    Refused
        ``datum.unknown``, or the file cannot be read as a table at all.
    """
    declared, chosen = parse_datum(datum), defaults or Defaults()
    _check_defaults(chosen)
    table = read_table(data, filename, limits=limits)
    columns, problems = match(table.headers)
    if not table.records:
        problems = (*problems, Problem(field="", code="import.no_rows"))
    head = {"filename": filename, "datum": declared, "defaults": chosen, "columns": columns}
    if problems:
        return Preview(**head, problems=problems, counts={"problems": len(problems)})  # type: ignore[arg-type]
    rows = _Rows(session, columns, declared, chosen, actor).read(table.records)
    return Preview(
        **head,  # type: ignore[arg-type]
        rows=rows,
        notes=_notes(columns, rows, chosen),
        counts=_counts(rows),
    )


def _check_defaults(defaults: Defaults) -> None:
    if defaults.kind not in {None, "air", "water"}:
        raise Refused("import.choice", value=defaults.kind, choices="air, water")
    networks = {None, "national", "provincial", "city", "district"}
    if defaults.network not in networks:
        raise Refused(
            "import.choice", value=defaults.network, choices="national, provincial, city, district"
        )


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    actions = Counter(row.action for row in rows)
    return {
        "rows": len(rows),
        "new": actions["new"],
        "change": actions["change"],
        "same": actions["same"],
        "problems": sum(len(row.problems) for row in rows),
    }


def _notes(
    columns: Sequence[Column], rows: Sequence[Row], defaults: Defaults
) -> tuple[Problem, ...]:
    notes = []
    if defaults.kind is None and not any(column.field == "kind" for column in columns):
        notes.append(Problem(field="kind", code="import.kind_assumed"))
    unused = [column.header for column in columns if not column.field]
    if unused:
        shown = ", ".join(unused)[:200]
        notes.append(Problem(field="", code="import.ignored_columns", params={"columns": shown}))
    outside = sum(row.values.get("stands_in_code") is None for row in rows)
    if outside:
        notes.append(Problem(field="lon", code="import.outside", params={"count": outside}))
    return tuple(notes)


class _Rows:
    """Reads all rows of one file against what the database holds."""

    def __init__(
        self,
        session: Session,
        columns: Sequence[Column],
        datum: Datum,
        defaults: Defaults,
        actor: User | None,
    ) -> None:
        self._session = session
        self._fence = Fence(session, actor)
        self._columns = {c.header: c.field for c in columns if c.field}
        self._reader = RowReader(datum, defaults)
        self._lookups = Lookups(session, create_companies=defaults.create_companies)
        self._stations = {s.code.casefold(): s for s in session.scalars(select(Station))}

    def read(self, records: Sequence[Record]) -> tuple[Row, ...]:
        """Return the rows in the file's order."""
        drafts = [self._draft(record) for record in records]
        self._mark_doubles(drafts)
        self._place([values for _, values, problems in drafts if not problems])
        return tuple(self._row(*draft) for draft in drafts)

    def _draft(self, record: Record) -> tuple[int, dict[str, Any], list[Problem]]:
        cells = {
            self._columns[header]: cell
            for header, cell in record.cells.items()
            if header in self._columns
        }
        values, problems = self._reader.read(cells)
        problems = [*record.problems, *problems, *self._lookups.resolve(values)]
        return record.number, values, problems

    def _mark_doubles(self, drafts: list[tuple[int, dict[str, Any], list[Problem]]]) -> None:
        places: dict[str, list[int]] = {}
        for number, values, _ in drafts:
            places.setdefault(str(values.get("code", "")).casefold(), []).append(number)
        for number, values, problems in drafts:
            code = values.get("code")
            others = [n for n in places.get(str(code).casefold(), []) if n != number]
            known = self._stations.get(str(code).casefold())
            if code and others:
                params: dict[str, object] = {"value": code, "other": others[0]}
                problems.append(Problem(field="code", code="import.duplicate_code", params=params))
            elif code and known and known.code != code:
                params = {"value": code, "other": known.code}
                problems.append(Problem(field="code", code="import.code_case", params=params))

    def _place(self, rows: list[dict[str, Any]]) -> None:
        """Fill in the districts: declared, else the override's, else point-in-polygon."""
        where = locate_all(self._session, [(v["lon"], v["lat"]) for v in rows])
        for values, district in zip(rows, where, strict=True):
            values.setdefault("stands_in_code", district)
            override = override_for(values.get("city", ""))
            if override:
                values.setdefault("counts_for_code", override.district_code)
            self._follow(values)

    def _follow(self, values: dict[str, Any]) -> None:
        """Derive the duty from the place, but leave a duty alone that somebody set by hand."""
        known = self._stations.get(values["code"].casefold())
        duty = values["stands_in_code"]
        if known is not None:
            values["stands_in_code"] = duty = duty or known.stands_in_code
            if known.counts_for_code not in {None, known.stands_in_code}:
                duty = known.counts_for_code
        values.setdefault("counts_for_code", duty)

    def _row(self, number: int, values: dict[str, Any], problems: list[Problem]) -> Row:
        known = self._stations.get(str(values.get("code", "")).casefold())
        if not problems:
            problems = self._fence.problems(known, values)
        changed: tuple[str, ...] = ()
        if known is not None and not problems:
            changed = tuple(differences(known, as_fields(values, known)))
            if values.get("company_is_new"):
                changed = (*changed, "company_id")
        action: Action = "new" if known is None else "change" if changed else "same"
        return Row(
            number=number,
            values=values,
            problems=tuple(problems),
            action=action,
            changed=changed,
        )
