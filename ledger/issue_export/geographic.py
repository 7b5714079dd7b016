"""GeoJSON, KML and GeoPackage: points in WGS-84, every other column as a property."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from geo import geopackage, messages
from geo.messages import Lang
from ledger.issue_export.rows import COLUMNS, Cell

PLACE = ("lon", "lat")
PROPERTIES = tuple(name for name in COLUMNS if name not in PLACE)


def to_geojson(path: Path, rows: Iterator[dict[str, Cell]], _lang: Lang) -> None:
    """Write RFC 7946, whose positions are WGS-84; properties have the keys of the columns."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for n, row in enumerate(rows):
            feature = {
                "type": "Feature",
                "id": row["number"],
                "geometry": {"type": "Point", "coordinates": [row[name] for name in PLACE]},
                "properties": {name: _plain(row[name]) for name in PROPERTIES},
            }
            text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            file.write((",\n" if n else "\n") + text)
        file.write("\n]}\n")


def to_kml(path: Path, rows: Iterator[dict[str, Cell]], lang: Lang) -> None:
    """Write KML 2.2, whose positions are WGS-84; the columns as extended data with headings."""
    names = {name: messages.text(f"issues.column.{name}", lang) for name in PROPERTIES}
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
            f"<name>{escape(messages.text('issues.sheet', lang))}</name>\n"
        )
        for row in rows:
            data = "".join(_data(name, names[name], row[name]) for name in PROPERTIES)
            file.write(
                f"<Placemark><name>{escape(str(row['title']))}</name>"
                f"<ExtendedData>{data}</ExtendedData>"
                f"<Point><coordinates>{row['lon']},{row['lat']}</coordinates></Point>"
                "</Placemark>\n"
            )
        file.write("</Document></kml>\n")


def _data(name: str, heading: str, value: Cell) -> str:
    shown = escape(heading)
    text = escape(str(_plain(value) if value is not None else ""))
    key = quoteattr(name)
    return f"<Data name={key}><displayName>{shown}</displayName><value>{text}</value></Data>"


def to_gpkg(path: Path, rows: Iterator[dict[str, Cell]], _lang: Lang) -> None:
    """Write a GeoPackage with one layer ``issues`` in EPSG:4326."""
    columns: dict[str, list[str | int | float | None]] = {name: [] for name in PROPERTIES}
    places: list[tuple[float, float]] = []
    for row in rows:
        places.append((float(str(row["lon"])), float(str(row["lat"]))))
        for name in PROPERTIES:
            columns[name].append(_plain(row[name]))
    geopackage.write_points(path, "issues", places, columns)


def _plain(value: Cell) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
