"""Points to a GeoPackage (OGC 12-128r19) by pyogrio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shapely.geometry import Point

from geo.crs import LonLat

Value = str | int | float | None


def write_points(
    path: Path, layer: str, places: Sequence[LonLat], columns: Mapping[str, Sequence[Value]]
) -> None:
    """Write one layer of points in EPSG:4326 (WGS-84, longitude and latitude).

    Parameters
    ----------
    columns : name -> one value a point
    """
    import geopandas  # noqa: PLC0415  (and pandas: 30 MiB that a web process rarely needs)

    frame = geopandas.GeoDataFrame(
        dict(columns), geometry=[Point(place) for place in places], crs="EPSG:4326"
    )
    frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio", geometry_type="Point")
