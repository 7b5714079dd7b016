"""A terrain file as a grid: first through the intake's sandbox, then read as our own GeoTIFF.

The sandbox belongs to another room; it is asked through its command line, in its own process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds
from rasterio.windows import transform as transform_of
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.errors import Refused
from geo.mission.terrain import Terrain

_ROUND_M = 500.0
_MOST_SIDE = 2000
_PLAUSIBLE_M = (-500.0, 9000.0)


def terrain_of(file: Path, area: BaseGeometry) -> Terrain:
    """Return the ground heights of ``file`` round ``area`` (WGS-84), at most 2000 cells a side.

    Raises
    ------
    Refused
        ``mission.dtm``: the intake refuses it, no CRS, no overlap, more than one band.
    """
    with tempfile.TemporaryDirectory(prefix="geo-dtm-") as folder:
        stored = Path(folder) / "dtm.tif"
        _take_in(file, stored)
        return _read(stored, area)


def _take_in(file: Path, stored: Path) -> None:
    command = [sys.executable, "-m", "imagery", "intake", str(file), "--out", str(stored)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    last = (done.stdout.decode("utf-8", "replace").strip().splitlines() or ["{}"])[-1]
    if done.returncode or not stored.is_file():
        told = json.loads(last) if last.startswith("{") else {}
        raise Refused("mission.dtm", reason=str(told.get("message", "intake failed"))[:300])


def _read(stored: Path, area: BaseGeometry) -> Terrain:
    with rasterio.open(stored, driver="GTiff") as source:
        epsg = source.crs.to_epsg() if source.crs else None
        if epsg is None or source.count != 1:
            raise Refused("mission.dtm", reason="it needs one band of heights and an EPSG code")
        window = _window(source, area, epsg)
        rows = min(_MOST_SIDE, max(1, round(window.height)))
        cols = min(_MOST_SIDE, max(1, round(window.width)))
        read = source.read(
            1, window=window, out_shape=(rows, cols), masked=True, resampling=Resampling.average
        )
        scale = transform_of(window, source.transform)
    scale = scale @ type(scale).scale(window.width / cols, window.height / rows)
    heights = np.ma.filled(read.astype(np.float64), np.nan)
    heights[(heights < _PLAUSIBLE_M[0]) | (heights > _PLAUSIBLE_M[1])] = np.nan
    return Terrain(heights_m=heights, transform=tuple(scale)[:6], epsg=epsg)


def _window(source: rasterio.DatasetReader, area: BaseGeometry, epsg: int) -> Window:
    """Return the part of the file within 500 m of the area."""
    middle = (area.centroid.x, area.centroid.y)
    near = crs.to_degrees(crs.to_metres(area, around=middle).buffer(_ROUND_M), around=middle)
    bounds = transform_bounds(4326, epsg, *near.bounds)
    whole = Window(0, 0, source.width, source.height)
    try:
        asked = from_bounds(*bounds, transform=source.transform)
        return asked.intersection(whole).round_offsets().round_lengths()
    except (rasterio.errors.WindowError, rasterio.errors.RasterioError) as error:
        raise Refused("mission.dtm", reason="it does not reach the area") from error
