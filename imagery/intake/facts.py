"""The facts of a stored raster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon

from imagery.guess import BandGuess


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A raster that passed intake.

    ``sha256`` is of the input file; ``crs`` is ``EPSG:n``, WKT or None; ``gsd_m`` metres a pixel
    at the centre; ``footprint`` WGS-84, the outline of what is shown; ``analysis`` holds the exact
    pixels in their own CRS, ``display`` the web tiles (None without a position).
    ``names`` are the bands' descriptions as the file has them, outside text made plain: to be shown
    to people and never acted upon but through ``guess``.
    """

    accepted: bool = True
    flags: tuple[str, ...]
    sha256: str
    driver: str
    width: int
    height: int
    bands: int
    crs: str | None
    gsd_m: float | None
    footprint: Polygon | MultiPolygon | None
    analysis: Path
    display: Path | None
    minzoom: int | None
    maxzoom: int | None
    guess: BandGuess
    names: tuple[str, ...] = ()
