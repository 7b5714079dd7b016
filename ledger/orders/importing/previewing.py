"""What an import of orders would do, row by row, with every problem; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Forbidden
from ledger import access
from ledger import station_messages as _messages  # noqa: F401  (registers import.* and table.*)
from ledger.models import OrderImport, OrderMapping, Organisation, User
from ledger.orders.importing.columns import match
from ledger.orders.importing.reading import Row, Rows
from ledger.station_import.columns import Column
from ledger.station_import.reading import read_table
from ledger.station_import.table import Problem


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
    rows = Rows(session, columns, company, actor).read(table.records)
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
