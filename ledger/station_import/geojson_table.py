"""GeoJSON points as a table: properties are columns, the point gives longitude and latitude."""

from __future__ import annotations

from shapely.geometry import Point

from geo import geojson
from ledger.station_import.limits import Limits
from ledger.station_import.table import Problem, Record, Table

LON, LAT = "longitude", "latitude"


def read_geojson(data: bytes, limits: Limits) -> Table:
    """Return the features of GeoJSON bytes as rows; nested properties are left out."""
    bounds = geojson.Limits(
        max_bytes=limits.max_bytes, max_features=limits.max_rows, max_text=limits.max_cell
    )
    records = tuple(_record(feature) for feature in geojson.parse(data, limits=bounds))
    headers = dict.fromkeys(header for record in records for header in record.cells)
    return Table(headers=tuple(headers), records=records)


def _record(feature: geojson.Feature) -> Record:
    cells = {
        " ".join(str(key).split()): _text(value)
        for key, value in feature.properties.items()
        if value is None or isinstance(value, str | int | float)
    }
    cells = {key: value for key, value in cells.items() if key.casefold() not in {LON, LAT}}
    point = feature.geometry
    if not isinstance(point, Point):
        wrong = Problem(field=LON, code="import.not_a_point", params={"kind": point.geom_type})
        return Record(number=feature.number, cells=cells, problems=(wrong,))
    where = {LON: repr(float(point.x)), LAT: repr(float(point.y))}
    return Record(number=feature.number, cells=cells | where)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())
