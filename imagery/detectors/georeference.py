"""Where an open image lies, worked out once: its affine both ways, its metres, its way from WGS-84.

Asking an open file for its transform, inverting it and hashing its CRS takes longer than the few
multiplications a station needs of it; a scene with a thousand stations asks six times each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from pyproj import Transformer

from imagery.detectors.grid import Box, step_m

_KNOWN: WeakKeyDictionary[Any, Georeference] = WeakKeyDictionary()


@dataclass(frozen=True)
class Georeference:
    """The georeference of an open image with a CRS.

    ``step_m`` is (metres of a column, metres of a row) at the centre; ``affine`` maps (col, row)
    to CRS coordinates and ``inverse`` back, each as its six numbers row by row; ``into`` leads
    from WGS-84 (lon, lat) to the CRS (x, y).
    """

    step_m: tuple[float, float]
    affine: tuple[float, ...]
    inverse: tuple[float, ...]
    into: Transformer

    def pixels(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return fractional (rows, cols) of WGS-84 positions, numbers or arrays."""
        return self.at(*self.into.transform(lon, lat))

    def at(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return fractional (rows, cols) of CRS positions."""
        a, b, c, d, e, f = self.inverse
        return d * x + e * y + f, a * x + b * y + c

    def box(self, bounds: Box) -> Box:
        """Return the pixel box of (left, bottom, right, top) bounds in the image's CRS."""
        left, bottom, right, top = bounds
        corners = ((left, top), (right, top), (left, bottom), (right, bottom))
        rows, cols = zip(*(self.at(*corner) for corner in corners), strict=True)
        return min(rows), min(cols), max(rows), max(cols)

    def positions(self, rows: Any, cols: Any) -> tuple[Any, Any]:
        """Return CRS (x, y) of fractional rows and columns."""
        a, b, c, d, e, f = self.affine
        return a * cols + b * rows + c, d * cols + e * rows + f


def of(source: Any) -> Georeference | None:
    """Return the georeference of an open image; None without a CRS."""
    known = _KNOWN.get(source)
    if known is None:
        if source.crs is None:
            return None
        affine = source.transform
        known = Georeference(
            step_m(source), tuple(affine)[:6], tuple(~affine)[:6], _into(source.crs.to_wkt())
        )
        _KNOWN[source] = known
    return known


@lru_cache(maxsize=64)
def _into(wkt: str) -> Transformer:
    """Return the way from WGS-84 (lon, lat) into a CRS (x, y); making one costs a millisecond."""
    return Transformer.from_crs(4326, wkt, always_xy=True)
