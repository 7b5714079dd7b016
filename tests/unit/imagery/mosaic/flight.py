"""A flight over painted ground whose true poses are known; its records may lie."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pyproj
import rasterio
from rasterio.windows import Window

from imagery.mosaic import FrameInput
from imagery.photos.pose import Lens, Pose

EPSG = 32651
MIDDLE = (281_000.0, 3_403_000.0)
SIDE_M, CELL_M = 150.0, 0.1
LENS = Lens(400.0, 480, 360)
HEIGHT_M = 40.0
SHORE_M = 18.0
"""East of the middle by this much begins the water."""

_BACK = pyproj.Transformer.from_crs(EPSG, 4326, always_xy=True)


def lonlat(east: float, north: float) -> tuple[float, float]:
    """WGS-84 of metres beside the middle."""
    lon, lat = _BACK.transform(MIDDLE[0] + east, MIDDLE[1] + north)
    return float(lon), float(lat)


CONVERGENCE_DEG = float(pyproj.Proj(EPSG).get_factors(*lonlat(0, 0)).meridian_convergence)
SCALE = float(pyproj.Proj(EPSG).get_factors(*lonlat(0, 0)).meridional_scale)


def painted(seed: int = 1, *, water: bool = True) -> np.ndarray:
    """BGR ground of SIDE_M metres, north up: patches of every size, and water in the east."""
    rng = np.random.default_rng(seed)
    cells = round(SIDE_M / CELL_M)
    ground = np.full((cells, cells, 3), 110.0, np.float32)
    for size, strength in ((6, 26), (24, 22), (90, 20), (300, 16), (900, 10)):
        noise = rng.normal(0, strength, (size, size, 3)).astype(np.float32)
        ground += cv2.resize(noise, (cells, cells), interpolation=cv2.INTER_CUBIC)
    for _ in range(160):
        x, y, w, h = (*rng.integers(0, cells, 2), *rng.integers(8, 60, 2))
        ground[y : y + h, x : x + w] = rng.uniform(40, 220, 3)
    if water:
        shore = round((SIDE_M / 2 + SHORE_M) / CELL_M)
        waves = rng.normal(0, 1.5, (cells, cells - shore, 1)).astype(np.float32)
        ground[:, shore:] = (90, 80, 60) + cv2.GaussianBlur(waves, (0, 0), 3)[..., None]
    return np.clip(ground, 5, 245).astype(np.uint8)


@dataclass(frozen=True)
class Shot:
    """One frame: its true pose beside the middle (grid metres, true azimuth), and its ground."""

    name: str
    east: float
    north: float
    yaw_deg: float
    pitch_deg: float = -90.0
    roll_deg: float = 0.0
    height_m: float = HEIGHT_M
    gain: float = 1.0
    fall: float = 0.0
    told: dict[str, object] = field(default_factory=dict)

    @property
    def pose(self) -> Pose:
        """The true pose; the plane's axes are the grid's."""
        yaw = self.yaw_deg - CONVERGENCE_DEG
        return Pose(
            lonlat(self.east, self.north), self.height_m, yaw, self.pitch_deg, self.roll_deg
        )

    def picture(self, ground: np.ndarray, slope: float = 0.0) -> np.ndarray:
        """What the camera sees of the ground, which rises by ``slope`` towards the east."""
        y, x = np.mgrid[0 : LENS.height, 0 : LENS.width].astype(np.float64) + 0.5
        rays = self.pose.world(LENS.rays(np.column_stack((x.ravel(), y.ravel()))))
        reach = rays[:, :2] / -np.minimum(rays[:, 2:], -1e-3)
        above = (self.height_m - slope * self.east) / (1 + slope * reach[:, :1])
        reach = reach * above * SCALE
        east, north = (reach + np.array((self.east, self.north))).T
        cols = (east + SIDE_M / 2) / CELL_M - 0.5
        rows = (SIDE_M / 2 - north) / CELL_M - 0.5
        grid = np.stack((cols, rows), axis=-1).reshape(LENS.height, LENS.width, 2)
        fine = cv2.GaussianBlur(ground, (0, 0), 0.4)
        seen = cv2.remap(
            fine, grid.astype(np.float32), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        half = np.array((LENS.width, LENS.height)) / 2
        corner = np.sum(np.square(np.stack((x, y), -1) - half), axis=-1) / np.sum(half**2)
        darker = np.exp(-self.fall * corner)[..., None]
        return np.clip(seen * self.gain * darker, 0, 255).astype(np.uint8)

    def taken(
        self, folder: Path, ground: np.ndarray, number: int = 0, slope: float = 0.0
    ) -> FrameInput:
        """Write the picture; return what is recorded of it."""
        path = folder / f"{self.name}.jpg"
        cv2.imwrite(str(path), self.picture(ground, slope), [cv2.IMWRITE_JPEG_QUALITY, 95])
        lon, lat = lonlat(self.east, self.north)
        frame = FrameInput(
            path=path,
            name=self.name,
            lon=lon,
            lat=lat,
            height_m=self.height_m,
            yaw_deg=self.yaw_deg,
            pitch_deg=self.pitch_deg,
            roll_deg=self.roll_deg,
            focal_px=LENS.focal_px,
            taken_at=datetime(2026, 5, 1, tzinfo=UTC) + timedelta(seconds=5 * number),
        )
        return replace(frame, **self.told)


def moved(frame: FrameInput, east: float, north: float) -> FrameInput:
    """The frame with its recorded place moved by metres."""
    there = pyproj.Transformer.from_crs(4326, EPSG, always_xy=True)
    x, y = there.transform(frame.lon, frame.lat)
    lon, lat = _BACK.transform(x + east, y + north)
    return replace(frame, lon=lon, lat=lat)


def offsets(ground: np.ndarray, path: Path) -> np.ndarray:
    """Where a mosaic lies: (n, 4) east, north of places, metres they lie beside the truth."""
    out, side, step = [], 192, 130
    with rasterio.open(path) as file:
        for top in range(0, file.height - side, step):
            for left in range(0, file.width - side, step):
                window = Window(left, top, side, side)
                if file.read_masks(1, window=window).min() == 0:
                    continue
                seen = file.read(2, window=window).astype(np.float32)
                true = truth_at(ground, file.transform, side, side, top, left)[..., 1]
                hann = cv2.createHanningWindow((side, side), cv2.CV_32F)
                (x, y), peak = cv2.phaseCorrelate(true.astype(np.float32), seen, hann)
                if peak > 0.2:
                    at = file.transform @ (left + side / 2, top + side / 2)
                    out.append((*at, x * file.transform.a, y * file.transform.e))
    return np.array(out)


def truth_at(
    ground: np.ndarray, transform, rows: int, cols: int, top: int, left: int
) -> np.ndarray:
    """The painted ground under a window of a raster of the flight's CRS."""
    y, x = np.mgrid[0:rows, 0:cols].astype(np.float64) + 0.5
    east = transform.c + (x + left) * transform.a - MIDDLE[0]
    north = transform.f + (y + top) * transform.e - MIDDLE[1]
    grid = np.stack(((east + SIDE_M / 2) / CELL_M - 0.5, (SIDE_M / 2 - north) / CELL_M - 0.5), -1)
    return cv2.remap(ground, grid.astype(np.float32), None, cv2.INTER_LINEAR)
