"""What a command line's words mean: bands, scale, zone, inlet; what is open is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rasterio
from shapely.geometry import MultiPolygon, Polygon

from geo import geojson
from geo.crs import buffer_m, checked
from geo.errors import Refused
from imagery.detectors.base import Zone
from imagery.intake import Stored
from imagery.raster_text import RasterText
from imagery.scaling import scaling

INLET_REACH_M = 100.0
"""How far from an inlet without a zone is looked: where obstacle rules end."""
_SAMPLE = 256


def bands_of(text: str) -> dict[str, int]:
    """Read ``green=1,nir=2``."""
    expected = "green=1,nir=2"
    bands: dict[str, int] = {}
    for part in text.split(","):
        role, _, number = (piece.strip() for piece in part.partition("="))
        if not role or role in bands or not number.isascii() or not number.isdigit():
            raise Refused("detect.bad_option", option="--bands", value=text, expected=expected)
        bands[role] = int(number)
    return bands


def scaling_of(
    stored: Stored, bands: Mapping[str, int], scale: float | None
) -> tuple[float, float]:
    """Return scale and offset: the option, else what the file says, else what its type means.

    Where intake could not tell the bands it did not judge their numbers; with the bands named
    they are judged here, by the same rules.
    """
    if scale is not None:
        return _checked_scale(scale), 0.0
    guess = stored.guess
    if guess.bands or guess.scale != 1.0 or guess.offset:
        return guess.scale, guess.offset
    found, offset, _ = scaling(_text(stored), [], bands)
    return found, offset


def _text(stored: Stored) -> RasterText:
    with rasterio.open(stored.analysis) as source:
        shape = (source.count, min(_SAMPLE, source.height), min(_SAMPLE, source.width))
        values = source.read(out_shape=shape, masked=True).filled(0).reshape(source.count, -1)
        kept = np.where(np.isfinite(values) & (values != 0), values, 0)
        high = tuple(float(np.percentile(band, 98)) for band in kept)
        return RasterText(count=source.count, dtype=str(source.dtypes[0]), high=high)


def _checked_scale(scale: float) -> float:
    if not 0 < scale < float("inf"):
        raise Refused("detect.bad_option", option="--scale", value=scale, expected="> 0")
    return scale


def zone_of(zone_file: Path | None, inlet: str | None) -> Zone | None:
    """Return the zone of ``--zone`` and ``--inlet``; an inlet alone looks round itself."""
    zone = None if zone_file is None else _zone(zone_file)
    if inlet is None:
        return zone
    lon, lat, height_m = _inlet(inlet)
    polygon = buffer_m((lon, lat), INLET_REACH_M) if zone is None else zone.polygon
    return Zone(polygon, anchor_lonlat=(lon, lat), inlet_height_m=height_m)


def _inlet(text: str) -> tuple[float, float, float]:
    """Read ``LON,LAT,HEIGHT_M``."""
    try:
        lon, lat, height_m = (float(part) for part in text.split(","))
        checked((lon, lat))
    except (ValueError, Refused) as error:
        expected = "LON,LAT,HEIGHT_M"
        raise Refused("detect.bad_option", option="--inlet", value=text, expected=expected) from (
            error
        )
    if not 0 <= height_m < 1000:
        raise Refused("detect.bad_option", option="--inlet", value=text, expected="0-1000 m")
    return lon, lat, height_m


def _zone(path: Path) -> Zone:
    """Read one polygon; without an anchor the polygon itself is the ring."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("detect.bad_zone", file=path.name) from error
    shapes = [feature.geometry for feature in geojson.parse(data)]
    if len(shapes) != 1 or not isinstance(shapes[0], Polygon | MultiPolygon):
        raise Refused("detect.bad_zone", file=path.name)
    return Zone(shapes[0])
