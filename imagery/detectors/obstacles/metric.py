"""Ground metres east and north of the inlet for the pixels of one raster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.warp import transform

from imagery.detectors.grid import GEOD, WGS84, Frame

Metres = NDArray[np.float64]

TRUE_TO = 0.005
"""A CRS whose metres are ground metres to half a per cent (UTM, Gauss-Kruger: at most .15 %) is
measured in as it is; others (degrees, Web Mercator, feet) are measured on the ellipsoid."""
FITTED_M = 200.0


@dataclass(frozen=True)
class Metric:
    """Maps pixel positions to metres.

    ``anchor_px`` is the inlet's (row, col) on the raster, pixel corners at whole numbers.
    ``terms`` (2, 5) give east and north from u, v, u², uv, v², where u counts columns and v rows
    from the inlet. ``north`` says which north azimuths are counted from.
    """

    anchor_px: tuple[float, float]
    terms: Metres
    north: str

    def metres(self, frame: Frame) -> tuple[Metres, Metres]:
        """Return metres east and north (rows, cols) of the pixel centres of a frame."""
        v = (np.arange(frame.height) + (frame.row + 0.5 - self.anchor_px[0]))[:, None]
        u = (np.arange(frame.width) + (frame.col + 0.5 - self.anchor_px[1]))[None, :]
        east, north = (t[0] * u + t[1] * v for t in self.terms)
        if self.terms[:, 2:].any():
            extra = [t[2] * u * u + t[3] * u * v + t[4] * v * v for t in self.terms]
            east, north = east + extra[0], north + extra[1]
        return east, north

    @property
    def corners(self) -> Metres:
        """Metres (4, 2) from a pixel's centre to its corners."""
        steps = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
        return np.asarray(steps @ self.terms[:, :2].T)

    @property
    def pixel_m2(self) -> float:
        """Ground area of a pixel."""
        return float(abs(np.linalg.det(self.terms[:, :2])))

    @property
    def step_m(self) -> float:
        """The longer side of a pixel on the ground."""
        return float(np.linalg.norm(self.terms[:, :2], axis=0).max())

    @property
    def pixel(self) -> Frame:
        """The one pixel that holds the inlet."""
        row, col = (int(np.floor(part)) for part in self.anchor_px)
        return Frame(row, col, 1, 1)

    def frame(self, radius_m: float) -> Frame:
        """Return the smallest frame that holds the disc around the inlet."""
        row, col = self.anchor_px
        away = np.abs(np.linalg.inv(self.terms[:, :2])) @ np.array([radius_m, radius_m])
        left, top = int(np.floor(col - away[0])) - 1, int(np.floor(row - away[1])) - 1
        right, bottom = int(np.ceil(col + away[0])) + 1, int(np.ceil(row + away[1])) + 1
        return Frame(top, left, bottom - top, right - left)


def metric_of(source: Any, lonlat: tuple[float, float]) -> Metric:
    """Return the metric of an open raster around a WGS-84 position.

    In a CRS of true metres distances are the CRS's own and azimuths start at its grid north.
    Elsewhere both are geodesic (azimuthal equidistant around the inlet), the mapping fitted by
    second-order terms, which is exact to a micrometre at 100 m.
    """
    xs, ys = transform(WGS84, source.crs, [lonlat[0]], [lonlat[1]])
    col, row = ~source.transform @ (xs[0], ys[0])
    if _true_metres(source.crs, lonlat, (xs[0], ys[0])):
        affine = source.transform
        terms = np.array([(affine.a, affine.b, 0, 0, 0), (affine.d, affine.e, 0, 0, 0)])
        return Metric((float(row), float(col)), terms, "grid")
    return Metric((float(row), float(col)), _fitted(source, lonlat, (row, col)), "true")


def _true_metres(crs: Any, lonlat: tuple[float, float], at: tuple[float, float]) -> bool:
    if not crs.is_projected:
        return False
    lon, lat, _ = GEOD.fwd([lonlat[0]] * 2, [lonlat[1]] * 2, [0, 90], [50, 50])
    xs, ys = transform(WGS84, crs, list(lon), list(lat))
    lengths = np.hypot(np.array(xs) - at[0], np.array(ys) - at[1])
    return bool((np.abs(lengths / 50 - 1) < TRUE_TO).all())


def _fitted(source: Any, lonlat: tuple[float, float], at: tuple[float, float]) -> Metres:
    local = f"+proj=aeqd +lon_0={lonlat[0]!r} +lat_0={lonlat[1]!r} +ellps=WGS84 +units=m"
    there = Transformer.from_crs(source.crs.to_wkt(), local, always_xy=True)
    row, col = at
    cols, rows = col + np.array([0.0, 1.0, 0.0]), row + np.array([0.0, 0.0, 1.0])
    east, north = there.transform(*(source.transform @ (cols, rows)))
    half = FITTED_M / max(np.hypot(east[1:] - east[0], north[1:] - north[0]).min(), 1e-9)
    steps = np.linspace(-1, 1, 9)
    u, v = (side.ravel() for side in np.meshgrid(steps, steps))
    ground = np.array(there.transform(*(source.transform @ (col + u * half, row + v * half))))
    design = np.stack([u, v, u * u, u * v, v * v], axis=1)
    fitted = np.linalg.lstsq(design, (ground - [[east[0]], [north[0]]]).T, rcond=None)[0]
    return np.asarray(fitted.T / [half, half, half**2, half**2, half**2])
