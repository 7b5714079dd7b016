"""One geometry column type and one box filter for SQLite (R*Tree) and PostgreSQL (PostGIS).

Geometries are shapely objects in WGS-84 (EPSG:4326, x = longitude). On SQLite they are stored as
WKB and indexed by an R*Tree that triggers keep; the triggers call functions that
:func:`register_functions` adds to each connection, so a foreign writer fails loudly.
"""

from __future__ import annotations

import sqlite3
from typing import Any, override

import shapely
from geoalchemy2 import Geometry as PostgisGeometry
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Column, Dialect, LargeBinary, TypeDecorator, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS-84)."""

SRID = 4326


class Geometry(TypeDecorator[BaseGeometry]):
    """A shapely geometry in WGS-84; 3D input keeps its heights."""

    impl = LargeBinary
    cache_ok = True
    spatial_index = False  # read by GeoAlchemy2's table events: index_ddl makes the index

    @override
    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        # GeoAlchemy2's table events ask without a dialect.
        if dialect is not None and dialect.name == "postgresql":
            return PostgisGeometry("GEOMETRY", srid=SRID, spatial_index=False)
        return LargeBinary()

    @override
    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return from_shape(value, srid=SRID)
        return shapely.to_wkb(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        if value is None:
            return None
        return to_shape(value) if dialect.name == "postgresql" else shapely.from_wkb(value)

    @override
    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self

    @override
    def compare_values(self, x: Any, y: Any) -> bool:
        # SQLAlchemy compares with markers too ("not loaded", "no value").
        both = isinstance(x, BaseGeometry) and isinstance(y, BaseGeometry)
        return x is y or (both and bool(shapely.equals_identical(x, y)))


class BoxOverlap(FunctionElement[bool]):
    """Whether a geometry's box overlaps a query box; built by :func:`intersects`."""

    name = "box_overlap"
    type = Boolean()
    inherit_cache = True


def intersects(column: InstrumentedAttribute[Any], bbox: Bbox) -> ColumnElement[bool]:
    """Return the SQL condition that the column's bounding box overlaps ``bbox``.

    Parameters
    ----------
    column : mapped Geometry attribute
        Its table must have an integer ``id`` and the index of :func:`index_ddl`.
    bbox : (west, south, east, north)
        Degrees, WGS-84. Boxes across the antimeridian are split by the caller.
    """
    return BoxOverlap(column, *(literal(float(edge)) for edge in bbox))


def _parts(element: BoxOverlap, compiler: SQLCompiler, **kw: Any) -> tuple[Column[Any], list[str]]:
    column, *edges = list(element.clauses)
    return column, [compiler.process(edge, **kw) for edge in edges]  # type: ignore[return-value]


@compiles(BoxOverlap, "sqlite")
def _sqlite_overlap(element: BoxOverlap, compiler: SQLCompiler, **kw: Any) -> str:
    column, (west, south, east, north) = _parts(element, compiler, **kw)
    owner = compiler.process(column.table.c.id, **kw)
    return (
        f"{owner} IN (SELECT id FROM {index_name(column.table.name, column.name)} WHERE "  # noqa: S608
        f"max_lon >= {west} AND max_lat >= {south} AND min_lon <= {east} AND min_lat <= {north})"
    )


@compiles(BoxOverlap, "postgresql")
def _postgis_overlap(element: BoxOverlap, compiler: SQLCompiler, **kw: Any) -> str:
    column, edges = _parts(element, compiler, **kw)
    name = f"{column.table.name}.{column.name}"
    return f"{name} && ST_MakeEnvelope({', '.join(edges)}, {SRID})"


def index_name(table: str, column: str) -> str:
    """Return the name of the spatial index of ``table.column``."""
    return f"{table}_{column}_box"


def index_ddl(table: str, column: str, dialect: str) -> list[str]:
    """Return the statements that create the spatial index of a geometry column."""
    index = index_name(table, column)
    if dialect == "postgresql":
        return [f"CREATE INDEX {index} ON {table} USING gist ({column})"]
    edges = ", ".join(f"xz_edge(new.{column}, {n})" for n in (0, 2, 1, 3))
    insert = f"INSERT INTO {index} SELECT new.id, {edges} WHERE new.{column} IS NOT NULL;"
    delete = f"DELETE FROM {index} WHERE id = old.id;"  # noqa: S608
    move = f"{delete} {insert}"
    return [
        f"CREATE VIRTUAL TABLE {index} USING rtree(id, min_lon, max_lon, min_lat, max_lat)",
        f"CREATE TRIGGER {index}_ins AFTER INSERT ON {table} BEGIN {insert} END",
        f"CREATE TRIGGER {index}_upd AFTER UPDATE OF {column} ON {table} BEGIN {move} END",
        f"CREATE TRIGGER {index}_del AFTER DELETE ON {table} BEGIN {delete} END",
    ]


def register_functions(connection: sqlite3.Connection) -> None:
    """Give an SQLite connection the function that the index triggers call."""
    connection.create_function("xz_edge", 2, _edge, deterministic=True)


def _edge(wkb: bytes | None, n: int) -> float | None:
    """Return bound ``n`` of (west, south, east, north)."""
    return None if wkb is None else float(shapely.from_wkb(wkb).bounds[n])
