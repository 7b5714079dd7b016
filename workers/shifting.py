"""A scene read where a person nudged it to: a small file that points at the stored one."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pyproj
import rasterio
import rasterio.shutil
from rasterio.io import DatasetReader

_GEOD = pyproj.Geod(ellps="WGS84")
_TRANSFORM = re.compile(r"<GeoTransform>[^<]*</GeoTransform>")


def moved_view(path: Path, shift_m: tuple[float, float], folder: Path) -> Path:
    """Return a VRT in ``folder`` that shows a raster ``shift_m`` (east, north) metres away.

    Pixels, bands and mask are the stored file's; nothing is copied.
    """
    east, north = shift_m
    view = folder / f"{path.name[:64]}_{east:+.3f}_{north:+.3f}.vrt"
    if view.exists():
        return view
    part = view.with_suffix(".part")
    with rasterio.open(path) as source:
        dx, dy = _in_crs_units(source, east, north)
        t = source.transform
        rasterio.shutil.copy(source, part, driver="VRT")
    numbers = (t.c + dx, t.a, t.b, t.f + dy, t.d, t.e)
    told = f"<GeoTransform>{', '.join(f'{n:.17g}' for n in numbers)}</GeoTransform>"
    part.write_text(_TRANSFORM.sub(told, part.read_text("utf-8"), count=1), "utf-8")
    return part.replace(view)


def _in_crs_units(source: DatasetReader, east: float, north: float) -> tuple[float, float]:
    """Return ground metres as a step in the raster's own coordinates, at its middle."""
    x, y = source.transform @ (source.width / 2, source.height / 2)
    back = pyproj.Transformer.from_crs(source.crs, 4326, always_xy=True)
    lon, lat = back.transform(x, y)
    there = _GEOD.fwd(lon, lat, math.degrees(math.atan2(east, north)), math.hypot(east, north))
    x_there, y_there = back.transform(there[0], there[1], direction="INVERSE")
    return x_there - x, y_there - y
