"""Reads scenes in small blocks on the image's grid, and refuses what cannot be judged."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
from pyproj import Geod
from rasterio.enums import MaskFlags, Resampling
from rasterio.transform import xy
from rasterio.warp import reproject, transform, transform_bounds
from rasterio.windows import Window
from rasterio.windows import bounds as window_bounds
from rasterio.windows import transform as window_transform

from geo.errors import Refused
from imagery.detectors.base import Plane, SceneInput

BLOCK = 512
WGS84 = "EPSG:4326"
GEOD = Geod(ellps="WGS84")
IN_MEMORY_PX = 64_000_000


@dataclass(frozen=True)
class Frame:
    """A window of the image's pixel grid: row and column offsets, height and width in pixels."""

    row: int
    col: int
    height: int
    width: int

    @property
    def window(self) -> Window:
        """The rasterio window."""
        return Window(self.col, self.row, self.width, self.height)


@contextmanager
def opened(scene: SceneInput, roles: Sequence[str], *, detector: str) -> Iterator[Any]:
    """Open a scene that holds ``roles``; refuse missing bands and unreadable files."""
    missing = [role for role in roles if role not in scene.bands]
    if missing:
        raise Refused(
            "detect.missing_bands",
            detector=detector,
            needed=", ".join(roles),
            given=", ".join(sorted(scene.bands)) or "-",
            file=scene.path.name,
        )
    try:
        source = rasterio.open(scene.path)
    except rasterio.errors.RasterioIOError as error:
        raise Refused("detect.unreadable", file=scene.path.name, reason=type(error).__name__) from error
    with source:
        wanted = {role: scene.bands[role] for role in roles}
        if scene.cloud_band is not None:
            wanted["cloud"] = scene.cloud_band
        for role, number in wanted.items():
            if not 1 <= number <= source.count:
                raise Refused(
                    "detect.band_number",
                    file=scene.path.name,
                    count=source.count,
                    number=number,
                    role=role,
                )
        yield source


def read(source: Any, scene: SceneInput, roles: Sequence[str], frame: Frame) -> dict[str, Plane]:
    """Return scaled float32 planes (rows, cols) by role, NaN where there is no data.

    ``cloud`` is added (probability in %, NaN unknown) when the scene has a cloud band. Pixels
    outside the image are NaN. A pixel is no data where every role holds the no-data value, where
    a value is not finite, or where the file's own mask says so.
    """
    numbers = [scene.bands[role] for role in roles]
    if scene.cloud_band is not None:
        numbers.append(scene.cloud_band)
    inner, pads = _inside(source, frame)
    if inner is None:
        empty = np.full((frame.height, frame.width), np.nan, np.float32)
        return {role: empty.copy() for role in _names(scene, roles)}
    try:
        stored = source.read(numbers, window=inner).astype(np.float32)
        bad = _no_data(source, stored[: len(roles)], inner, scene)
    except rasterio.errors.RasterioIOError as error:
        raise Refused("detect.unreadable", file=scene.path.name, reason=type(error).__name__) from error
    planes = {}
    for position, role in enumerate(_names(scene, roles)):
        plane = stored[position]
        if role != "cloud":
            plane = plane * np.float32(scene.scale) + np.float32(scene.offset)
        plane = np.where(bad | ~np.isfinite(plane), np.float32(np.nan), plane)
        planes[role] = np.pad(plane, pads, constant_values=np.nan)
    return planes


def read_onto(
    source: Any, scene: SceneInput, roles: Sequence[str], image: Any, frame: Frame
) -> dict[str, Plane]:
    """Return the planes of another scene on the image's pixels of ``frame``.

    Grids that agree are read as they are; others are resampled bilinearly (NaN stays NaN).
    """
    if same_grid(source, image):
        return read(source, scene, roles, frame)
    target = window_transform(frame.window, image.transform)
    bounds = window_bounds(frame.window, image.transform)
    left, bottom, right, top = transform_bounds(image.crs, source.crs, *bounds)
    inverse = ~source.transform
    cols, rows = zip(inverse * (left, top), inverse * (right, bottom), strict=True)
    grow = 4
    around = Frame(
        math.floor(min(rows)) - grow,
        math.floor(min(cols)) - grow,
        math.ceil(max(rows) - min(rows)) + 2 * grow,
        math.ceil(max(cols) - min(cols)) + 2 * grow,
    )
    planes = read(source, scene, roles, around)
    origin = window_transform(around.window, source.transform)
    return {
        role: _resampled(plane, origin, source.crs, target, image.crs, frame)
        for role, plane in planes.items()
    }


def _resampled(
    plane: Plane, origin: Any, crs: Any, target: Any, target_crs: Any, frame: Frame
) -> Plane:
    out = np.full((frame.height, frame.width), np.nan, np.float32)
    reproject(
        plane,
        out,
        src_transform=origin,
        src_crs=crs,
        src_nodata=np.nan,
        dst_transform=target,
        dst_crs=target_crs,
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    return out


def same_grid(one: Any, other: Any) -> bool:
    """Return whether two open rasters share CRS, transform and shape."""
    return bool(
        one.crs == other.crs
        and one.shape == other.shape
        and one.transform.almost_equals(other.transform, precision=1e-6)
    )


def blocks(frame: Frame, *, size: int = BLOCK) -> Iterator[Frame]:
    """Cut a frame into blocks of at most ``size`` x ``size`` pixels."""
    for row in range(0, frame.height, size):
        for col in range(0, frame.width, size):
            yield Frame(
                frame.row + row,
                frame.col + col,
                min(size, frame.height - row),
                min(size, frame.width - col),
            )


def grown(frame: Frame, pixels: int) -> Frame:
    """Return the frame with a margin on every side."""
    return Frame(
        frame.row - pixels,
        frame.col - pixels,
        frame.height + 2 * pixels,
        frame.width + 2 * pixels,
    )


def gsd_m(source: Any) -> tuple[float, float] | None:
    """Return ground metres of one column and one row step at the centre; None without CRS."""
    if source.crs is None:
        return None
    row, col = source.height / 2, source.width / 2
    xs, ys = xy(source.transform, [row, row, row + 1], [col, col + 1, col], offset="ul")
    lon, lat = transform(source.crs, WGS84, list(xs), list(ys))
    across = GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2]
    down = GEOD.inv(lon[0], lat[0], lon[2], lat[2])[2]
    return float(across), float(down)


def allocate(rows: int, cols: int, dtype: Any, *, fill: float) -> Any:
    """Return an array; a large one lives in a nameless file, so memory stays flat."""
    if rows * cols <= IN_MEMORY_PX:
        return np.full((rows, cols), fill, dtype)
    array = np.memmap(tempfile.TemporaryFile(), dtype, "w+", shape=(rows, cols))  # noqa: SIM115
    array[:] = fill
    return array


def check_values(source: Any, scene: SceneInput, roles: Sequence[str], frame: Frame, *, reflectance: bool) -> None:
    """Refuse no data, constant and wrongly scaled content, judged on a thinned sample."""
    inner, _ = _inside(source, frame)
    if inner is None:
        raise Refused("detect.no_overlap", what="zone", file=scene.path.name)
    shape = (min(int(inner.height), BLOCK), min(int(inner.width), BLOCK))
    numbers = [scene.bands[role] for role in roles]
    try:
        stored = source.read(numbers, window=inner, out_shape=(len(numbers), *shape)).astype(np.float32)
    except rasterio.errors.RasterioIOError as error:
        raise Refused("detect.unreadable", file=scene.path.name, reason=type(error).__name__) from error
    good = np.isfinite(stored).all(axis=0)
    if source.nodata is not None and np.isfinite(source.nodata):
        good &= ~(stored == source.nodata).all(axis=0)
    if not good.any():
        raise Refused("detect.no_valid_pixels", file=scene.path.name)
    values = stored[:, good]
    if (values.max(axis=1) == values.min(axis=1)).all() and good.size > 1:
        raise Refused("detect.constant_image", file=scene.path.name)
    median = float(np.median(values * scene.scale + scene.offset))
    top = float(np.percentile(values * scene.scale + scene.offset, 99))
    if reflectance and not (median <= 1.5 and top >= 0.005):
        raise Refused("detect.wrong_scale", file=scene.path.name, median=f"{median:.4g}")


def check_dates(image: SceneInput, reference: SceneInput | None) -> None:
    """Refuse a baseline that is not older than the image."""
    if reference is None or image.taken_at is None or reference.taken_at is None:
        return
    if reference.taken_at >= image.taken_at:
        raise Refused(
            "detect.baseline_newer",
            reference=reference.taken_at.isoformat(),
            image=image.taken_at.isoformat(),
        )


def _names(scene: SceneInput, roles: Sequence[str]) -> list[str]:
    return [*roles, "cloud"] if scene.cloud_band is not None else list(roles)


def _inside(source: Any, frame: Frame) -> tuple[Window | None, list[tuple[int, int]]]:
    top, left = max(frame.row, 0), max(frame.col, 0)
    bottom = min(frame.row + frame.height, source.height)
    right = min(frame.col + frame.width, source.width)
    if bottom <= top or right <= left:
        return None, []
    pads = [
        (top - frame.row, frame.row + frame.height - bottom),
        (left - frame.col, frame.col + frame.width - right),
    ]
    return Window(left, top, right - left, bottom - top), pads


def _no_data(source: Any, stored: Plane, inner: Window, scene: SceneInput) -> Any:
    bad = np.zeros(stored.shape[1:], bool)
    if source.nodata is not None and np.isfinite(source.nodata):
        bad |= (stored == source.nodata).all(axis=0)
    flags = source.mask_flag_enums[0]
    if MaskFlags.per_dataset in flags and MaskFlags.all_valid not in flags:
        bad |= source.dataset_mask(window=inner) == 0
    if scene.cloud_path is not None:
        bad |= _cloud_file(source, scene, inner)
    return bad


def _cloud_file(source: Any, scene: SceneInput, inner: Window) -> Any:
    out = np.full((int(inner.height), int(inner.width)), 255, np.uint8)
    with rasterio.open(scene.cloud_path) as cloud:
        if cloud.crs is None or source.crs is None:
            if cloud.shape != source.shape:
                raise Refused("detect.no_position", file=scene.path.name, what="cloud")
            return cloud.read(1, window=inner) != 0
        reproject(
            rasterio.band(cloud, 1),
            out,
            dst_transform=window_transform(inner, source.transform),
            dst_crs=source.crs,
            src_nodata=None,
            init_dest_nodata=False,
            resampling=Resampling.nearest,
        )
    return out != 0
