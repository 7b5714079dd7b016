"""Rows to a file on disk, a thousand at a time; a spreadsheet never finds a formula in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain as joined
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from geo.errors import Refused
from geo.messages import Lang
from ledger import clock
from ledger.issue_export import geographic, tabular
from ledger.issue_export.rows import Cell, row
from ledger.models import Issue
from ledger.timing import calendar

Row = dict[str, Cell]
FORMATS: Mapping[str, tuple[Callable[[Path, Iterator[Row], Lang], None], str, int]] = {
    "csv": (tabular.to_csv, "text/csv", 200_000),
    "xlsx": (
        tabular.to_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        20_000,
    ),
    "geojson": (geographic.to_geojson, "application/geo+json", 200_000),
    "gpkg": (geographic.to_gpkg, "application/geopackage+sqlite3", 20_000),
    "kml": (geographic.to_kml, "application/vnd.google-earth.kml+xml", 50_000),
}
"""Format -> writer, media type, most issues of one file."""
BATCH = 1000


def write(session: Session, rows: Select[Issue], *, kind: str, path: Path, lang: Lang) -> int:
    """Write the chosen issues, newest first, and return how many there are.

    Parameters
    ----------
    rows : select
        What the person may see of what was asked for.

    Raises
    ------
    Refused
        ``issues.export_too_many``.
    """
    writer, _, limit = FORMATS[kind]
    ids = rows.with_only_columns(Issue.id).subquery()
    count = session.scalar(select(func.count()).select_from(ids)) or 0
    if count > limit:
        raise Refused("issues.export_too_many", count=count, limit=limit, format=kind.upper())
    writer(path, _rows(session, rows, lang), lang)
    return count


def _rows(session: Session, rows: Select[Issue], lang: Lang) -> Iterator[Row]:
    at, office = clock.now(session), calendar(session)
    query = rows.order_by(Issue.found_at.desc(), Issue.id.desc())
    parts = session.scalars(query.execution_options(yield_per=BATCH)).partitions()
    for issue in joined.from_iterable(parts):
        yield row(issue, at, office, lang)
