"""Heights of a surface model at places, read from the stored analysis COG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from geo.crs import LonLat
from geo.errors import Refused
from imagery.tiles.readers import CACHE_BYTES, open_reader

PLAUSIBLE_M = (-500.0, 9000.0)


@dataclass(frozen=True, kw_only=True)
class Height:
    """The surface at one place: metres in the model's own datum.

    ``spread_m`` is the range of the nine pixels around, about half of which a click may be off:
    large at an edge. ``step_m`` is the size of a pixel.
    """

    height_m: float
    spread_m: float
    step_m: float


def heights(path: Path, places: Sequence[LonLat]) -> list[Height | None]:
    """Return the surface at WGS-84 places; None outside the model and where it knows nothing.

    Raises
    ------
    Refused
        ``tiles.unreadable``: no such file; ``flight.no_surface``: it is no elevation model of one
        band with a place on the ground.
    """
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        try:
            reader = open_reader(path)
        except (rasterio.errors.RasterioError, OSError) as error:
            raise Refused("tiles.unreadable") from error
        with reader.dataset as source:
            if source.count != 1 or source.crs is None or source.dtypes[0] == "uint8":
                raise Refused("flight.no_surface")
            xs, ys = zip(*places, strict=True)
            there = rasterio.warp.transform("EPSG:4326", source.crs, xs, ys)
            return [_at(source, x, y) for x, y in zip(*there, strict=True)]


def _at(source: Any, x: float, y: float) -> Height | None:
    if not (math.isfinite(x) and math.isfinite(y)):
        return None
    col, row = (math.floor(value) for value in ~source.transform @ (x, y))
    if not (0 <= col < source.width and 0 <= row < source.height):
        return None
    around = source.read(1, window=Window(col - 1, row - 1, 3, 3), boundless=True, masked=True)
    values = np.ma.filled(around.astype(np.float64), np.nan)
    values[~((values >= PLAUSIBLE_M[0]) & (values <= PLAUSIBLE_M[1]))] = np.nan
    if not np.isfinite(values[1, 1]):
        return None
    step = abs(source.transform.a) * source.crs.linear_units_factor[1] if _metric(source) else 0.0
    spread = float(np.nanmax(values) - np.nanmin(values))
    return Height(height_m=float(values[1, 1]), spread_m=spread, step_m=step)


def _metric(source: Any) -> bool:
    return bool(source.crs.is_projected)
