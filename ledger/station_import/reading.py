"""Bytes of a station list to a table: CSV, XLSX or GeoJSON."""

from __future__ import annotations

from geo.errors import Refused
from ledger.station_import.csv_table import read_csv
from ledger.station_import.geojson_table import read_geojson
from ledger.station_import.limits import DEFAULT_LIMITS, Limits
from ledger.station_import.table import Table
from ledger.station_import.xlsx_table import read_xlsx


def read_table(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Return the table in ``data``; the bytes decide the format, the name only helps to say no.

    Raises
    ------
    Refused
        A ``table.*``, ``xlsx.*`` or ``geojson.*`` code.
    """
    if len(data) > limits.max_bytes:
        raise Refused("table.too_big", bytes=len(data), limit=limits.max_bytes)
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data, limits)
    if start.startswith(b"{"):
        return read_geojson(data, limits)
    suffix = filename.rpartition(".")[2].lower()
    if suffix in {"xlsx", "xlsm", "xls"} and data:
        raise Refused("xlsx.not_workbook", reason="not a zip archive")
    if suffix not in {"csv", "txt", "tsv", "xlsx"}:
        raise Refused("table.unknown_format", filename=filename[:80])
    return read_csv(data, limits)
