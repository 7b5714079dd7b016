"""Import of hourly readings: what arrived is stored as it arrived, what is missing is not there.

One file has one row a station and hour, parameters as columns. Stamps are the end of the hour in
Beijing time unless they carry an offset; a bare date is its midnight.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import station_messages  # noqa: F401  (registers the texts of readings.*)
from ledger.models import Reading, Station
from ledger.parameters import BY_HEADER
from ledger.station_import.encoding import decode

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
MISSING = frozenset({"", "/", "-", "--", "---", "—", "——", "NA", "N/A", "null", "NaN"})

_STATION = ("station_code", "sitecode", "site_code", "code", "站点编码", "站点代码")
_TIME = ("time_local", "time", "observed_at", "时间", "监测时间")
_MAX_UNPACKED = 256_000_000
_BATCH = 60_000
_CELL = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)(?:\(([A-Za-z]{1,8})\))?")


@dataclass(frozen=True, kw_only=True)
class ReadingsImported:
    """What an import of readings wrote."""

    rows: int
    """Rows of the file that belong to a known station and the wanted time."""
    readings: int
    unknown: tuple[str, ...]
    """Station codes of the file that are not in the ledger; their rows were left out."""
    first: datetime | None
    last: datetime | None


def import_readings(
    session: Session,
    data: bytes,
    *,
    scheme: str = "cnemc",
    since: datetime | None = None,
) -> ReadingsImported:
    """Write the readings of a CSV (also gzipped); a reading that is there already is replaced.

    Parameters
    ----------
    scheme : str
        Whose flags the file uses: the same letter means different things in different schemes.
    since : aware datetime or None
        Leave older readings out.

    Raises
    ------
    Refused
        ``readings.*`` or ``table.*``; nothing of the file is stored then.
    """
    reader = csv.reader(io.StringIO(decode(_unpacked(data)), newline=""))
    columns = _Columns.of(next(reader, []))
    stations = {row.code: row.id for row in session.execute(select(Station.code, Station.id))}
    seen = _Seen()
    batch: list[dict[str, Any]] = []
    for item in _readings(reader, columns, stations, seen, scheme=scheme, since=since):
        batch.append(item)
        if len(batch) >= _BATCH:
            write_readings(session, batch)
            batch.clear()
    write_readings(session, batch)
    return ReadingsImported(
        rows=seen.rows,
        readings=seen.readings,
        unknown=tuple(sorted(seen.unknown)),
        first=seen.first,
        last=seen.last,
    )


class _Seen:
    def __init__(self) -> None:
        self.rows = self.readings = 0
        self.unknown: set[str] = set()
        self.first: datetime | None = None
        self.last: datetime | None = None

    def at(self, moment: datetime) -> None:
        self.rows += 1
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)


@dataclass(frozen=True)
class _Columns:
    station: int
    time: int
    parameters: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, header: list[str]) -> _Columns:
        names = [name.strip().casefold() for name in header]
        station = next((names.index(n) for n in _STATION if n in names), None)
        time = next((names.index(n) for n in _TIME if n in names), None)
        parameters = tuple((i, BY_HEADER[n]) for i, n in enumerate(names) if n in BY_HEADER)
        if station is None or time is None or not parameters:
            raise Refused("readings.format", headers=", ".join(header)[:200])
        return cls(station, time, parameters)


def _readings(
    reader: Iterable[list[str]],
    columns: _Columns,
    stations: Mapping[str, int],
    seen: _Seen,
    *,
    scheme: str,
    since: datetime | None,
) -> Iterator[dict[str, Any]]:
    moments: dict[str, datetime] = {}
    for number, row in enumerate(reader, start=2):
        if not any(row):
            continue
        if len(row) <= max(columns.station, columns.time):
            raise Refused("readings.row", row=number, field="row", value=",".join(row)[:40])
        code = row[columns.station].strip()
        station_id = stations.get(code)
        if station_id is None:
            seen.unknown.add(code[:64])
            continue
        stamp = row[columns.time]
        if (moment := moments.get(stamp)) is None:
            moment = moments[stamp] = _moment(stamp, number)
        if since is not None and moment < since:
            continue
        seen.at(moment)
        for index, parameter in columns.parameters:
            found = _value(row[index] if index < len(row) else "", number, parameter)
            if found is not None:
                seen.readings += 1
                yield {
                    "station_id": station_id,
                    "parameter": parameter,
                    "observed_at": moment,
                    "value": found[0],
                    "flag": f"{scheme}:{found[1]}"[:16] if found[1] else "",
                }


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        if len(data) > _MAX_UNPACKED:
            raise Refused("table.too_big", bytes=len(data), limit=_MAX_UNPACKED)
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            text = stream.read(_MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused("readings.compression", limit=_MAX_UNPACKED) from error
    if len(text) > _MAX_UNPACKED:
        raise Refused("readings.compression", limit=_MAX_UNPACKED)
    return text


def _moment(stamp: str, number: int) -> datetime:
    """Return the aware moment of a stamp; without an offset it is Beijing time."""
    try:
        moment = datetime.fromisoformat(stamp.strip())
    except ValueError as error:
        raise Refused("readings.row", row=number, field="time", value=stamp[:40]) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    return moment.astimezone(UTC)


def _value(cell: str, number: int, parameter: str) -> tuple[float, str] | None:
    """Return (value, flag) of ``12.3``, ``12.3;T`` or ``12.3(T)``; None when it is missing."""
    text, _, flag = cell.strip().partition(";")
    if text.strip() in MISSING:
        return None
    match = _CELL.fullmatch(text.strip())
    value = float(match[1]) if match else math.nan
    if match is None or not math.isfinite(value):
        raise Refused("readings.row", row=number, field=parameter, value=cell[:40])
    return value, match[2] or flag.strip()


def write_readings(session: Session, batch: list[dict[str, Any]]) -> None:
    """Insert or replace readings (mappings of every column of ``Reading``) in one statement."""
    if not batch:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Reading)
    statement = statement.on_conflict_do_update(
        index_elements=["station_id", "parameter", "observed_at"],
        set_={"value": statement.excluded.value, "flag": statement.excluded.flag},
    )
    # In primary-key order the tree is touched in few places: measured three times as fast on
    # SQLite.
    ordered = sorted(batch, key=itemgetter("station_id", "parameter", "observed_at"))
    session.connection().execute(statement, ordered)
