"""Reads scenes in small blocks on one pixel grid; what is no data becomes NaN."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import rasterio
from rasterio.enums import MaskFlags, Resampling
from rasterio.transform import Affine
from rasterio.warp import reproject
from rasterio.windows import transform as window_transform

from geo.errors import Refused
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.grid import Frame, clipped, frame_on, grown, same_grid, whole

IN_MEMORY_PX = 64_000_000
LARGEST_STORED = 1e6
"""Nothing that is measured here (reflectance and its ten-thousandths, dB, metres) is larger; what
is, such as an untagged no-data value of 1e30, is no value."""
LARGEST_REFLECTANCE = 10.0
"""Five times what the brightest glint of a scene was ever stored as: beyond it is no reflectance,
nor as far below zero."""

Planes = dict[str, Plane]
_Key = tuple[Path, int | None]

_REMEMBERED_PX = 300_000
_LAST: WeakKeyDictionary[Any, tuple[tuple[int, ...], Frame, Plane]] = WeakKeyDictionary()
_KEPT: ContextVar[dict[_Key, Any] | None] = ContextVar("kept", default=None)


def missing_bands(scene: SceneInput, sets: Iterable[Sequence[str]], *, detector: str) -> Refused:
    """Return the refusal of a scene that holds none of the sets of roles a detector can use."""
    return Refused(
        "detect.missing_bands",
        detector=detector,
        needed=" / ".join(", ".join(roles) for roles in sets),
        given=", ".join(sorted(scene.bands)) or "-",
        file=scene.path.name,
    )


def first_roles(
    scene: SceneInput, sets: Sequence[tuple[str, ...]], *, detector: str
) -> tuple[str, ...]:
    """Return the first set of roles that the scene holds, best first (``detect.missing_bands``)."""
    for roles in sets:
        if set(roles) <= set(scene.bands):
            return roles
    raise missing_bands(scene, sets, detector=detector)


@contextmanager
def opened(scene: SceneInput, roles: Sequence[str], *, detector: str) -> Iterator[Any]:
    """Open a scene that holds ``roles``; refuse missing bands and unreadable files."""
    if not set(roles) <= set(scene.bands):
        raise missing_bands(scene, [roles], detector=detector)
    with _dataset(scene, scene.path) as source:
        _check_numbers(source, scene, roles)
        yield source


@contextmanager
def _dataset(scene: SceneInput, path: Path) -> Iterator[Any]:
    """Open a file of a scene, or lend the handle of the files that are kept open."""
    kept, level = _KEPT.get(), scene.overview if path == scene.path else None
    if kept is not None and (path, level) in kept:
        yield kept[path, level]
        return
    try:
        with quiet():
            source = rasterio.open(path, **({} if level is None else {"overview_level": level}))
    except rasterio.errors.RasterioIOError as error:
        raise unreadable(scene, error) from error
    if kept is not None:
        kept[path, level] = source
        yield source
        return
    with source:
        yield source


class Kept:
    """Files that stay open from one detection to the next, with the blocks they decoded.

    ``lent()`` is the context in which :func:`opened` uses them; ``close()`` closes them all.
    """

    def __init__(self) -> None:
        self._sources: dict[_Key, Any] = {}

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let what is opened inside stay open, and use what is open already."""
        token = _KEPT.set(self._sources)
        try:
            yield
        finally:
            _KEPT.reset(token)

    def close(self) -> None:
        """Close every file."""
        while self._sources:
            self._sources.popitem()[1].close()


@contextmanager
def quiet() -> Iterator[None]:
    """Open files without a position and keep still: their CRS is asked for where it matters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        yield


def unreadable(scene: SceneInput, error: Exception) -> Refused:
    """Return the refusal of a file that breaks while it is read."""
    return Refused("detect.unreadable", file=scene.path.name, reason=type(error).__name__)


def _check_numbers(source: Any, scene: SceneInput, roles: Sequence[str]) -> None:
    wanted = {role: scene.bands[role] for role in roles}
    if len(set(wanted.values())) < len(wanted):
        same = next(r for r in roles if list(wanted.values()).count(wanted[r]) > 1)
        both = ", ".join(role for role in roles if wanted[role] == wanted[same])
        raise Refused("detect.band_repeated", file=scene.path.name, number=wanted[same], roles=both)
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


def read(
    source: Any, scene: SceneInput, roles: Sequence[str], frame: Frame, *, factor: int = 1
) -> Planes:
    """Return scaled float32 planes (rows, cols) by role, NaN where there is no data.

    ``cloud`` is added (probability in %, NaN unknown) when the scene has a cloud band. Pixels
    outside the image are NaN. A pixel is no data where every role holds the no-data value, where
    a value is not finite or larger than any measurement, or where the file's own mask says so.

    With ``factor`` above 1 only the part of the frame inside the image is read, one pixel for
    ``factor`` x ``factor`` (from the file's overviews where it has some); for statistics.
    """
    names = [*roles, "cloud"] if scene.cloud_band is not None else list(roles)
    if not frame.meets(source):
        return {name: np.full(frame.thinned(factor), np.nan, np.float32) for name in names}
    inner = clipped(frame, whole(source))
    shape = inner.thinned(factor)
    raw = stored_window(source, scene, roles, inner, shape)
    stored = raw.astype(np.float32)
    try:
        bad = _no_data(source, stored[: len(roles)], inner, scene)
    except rasterio.errors.RasterioIOError as error:
        raise unreadable(scene, error) from error
    if raw.dtype.kind == "f":
        bad |= (np.abs(stored) > LARGEST_STORED).any(axis=0)
    stored[: len(roles)] *= scene.scale
    stored[: len(roles)] += scene.offset
    unknown = bad | ~np.isfinite(stored)
    if unknown.any():
        stored[unknown] = np.nan
    if factor > 1 or inner == frame:
        return dict(zip(names, stored, strict=True))
    planes = {name: np.full(frame.shape, np.nan, np.float32) for name in names}
    for values, name in zip(stored, names, strict=True):
        planes[name][inner.within(frame)] = values
    return planes


def plausible(planes: Planes) -> Bits:
    """Return where every band of reflectance planes (rows, cols) holds what can be one."""
    bands = [plane for role, plane in planes.items() if role != "cloud"]
    bits: Bits = np.logical_and.reduce([np.abs(band) <= LARGEST_REFLECTANCE for band in bands])
    return bits


def stored_window(
    source: Any,
    scene: SceneInput,
    roles: Sequence[str],
    inner: Frame,
    shape: tuple[int, int] | None = None,
) -> Plane:
    """Return stored values (roles and cloud, rows, cols) of a frame inside the image, read-only.

    The last small window of each open file is remembered: what lies inside it is not read again.
    ``shape`` (rows, cols) thins.
    """
    numbers = tuple(scene.bands[role] for role in roles)
    if scene.cloud_band is not None:
        numbers += (scene.cloud_band,)
    held = _LAST.get(source)
    if shape in {None, inner.shape} and held and held[0] == numbers and inner in held[1]:
        return held[2][:, *inner.within(held[1])]
    try:
        stored: Plane = source.read(
            numbers, window=inner.window, out_shape=(len(numbers), *(shape or inner.shape))
        )
    except rasterio.errors.RasterioIOError as error:
        raise unreadable(scene, error) from error
    stored.flags.writeable = False
    if shape in {None, inner.shape} and inner.height * inner.width <= _REMEMBERED_PX:
        _LAST[source] = numbers, inner, stored
    return stored


def read_onto(
    source: Any, scene: SceneInput, roles: Sequence[str], image: Any, frame: Frame
) -> Planes:
    """Return the planes of another scene on the image's pixels of ``frame``.

    Grids that agree are read as they are; others are resampled bilinearly (NaN stays NaN).
    """
    if same_grid(source, image):
        return read(source, scene, roles, frame)
    there = grown(frame_on(source, image, frame), 4)
    planes = read(source, scene, roles, there)
    return {role: _resampled(plane, source, there, image, frame) for role, plane in planes.items()}


def _resampled(plane: Plane, source: Any, there: Frame, image: Any, frame: Frame) -> Plane:
    out = np.full(frame.shape, np.nan, np.float32)
    reproject(
        plane,
        out,
        src_transform=window_transform(there.window, source.transform),
        src_crs=source.crs,
        src_nodata=np.nan,
        dst_transform=window_transform(frame.window, image.transform),
        dst_crs=image.crs,
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    return out


def allocate(shape: tuple[int, int], dtype: Any, *, fill: float) -> Any:
    """Return an array; a large one lives in a nameless file, so memory stays flat."""
    if shape[0] * shape[1] <= IN_MEMORY_PX:
        return np.full(shape, fill, dtype)
    array = np.memmap(tempfile.TemporaryFile(), dtype, "w+", shape=shape)  # noqa: SIM115
    array[:] = fill
    return array


def _no_data(source: Any, stored: Plane, inner: Frame, scene: SceneInput) -> Bits:
    shape: tuple[int, int] = stored.shape[1:]
    bad = untold(source, stored)
    flags = source.mask_flag_enums[0]
    if MaskFlags.per_dataset in flags and MaskFlags.all_valid not in flags:
        bad |= source.dataset_mask(window=inner.window, out_shape=shape) == 0
    if scene.cloud_path is not None:
        bad |= _cloud_file(source, scene, inner, shape)
    return bad


def untold(source: Any, stored: Plane) -> Bits:
    """Pixels (rows, cols) whose stored values (roles, rows, cols) are all the no-data value."""
    bad = np.zeros(stored.shape[1:], bool)
    if source.nodata is not None and np.isfinite(source.nodata):
        bad |= stored[0] == source.nodata
        for plane in stored[1:] if bad.any() else ():
            bad &= plane == source.nodata
    return bad


def _cloud_file(source: Any, scene: SceneInput, inner: Frame, shape: tuple[int, int]) -> Bits:
    """Pixels that the scene's own cloud mask hides or does not cover, on ``shape`` pixels."""
    out = np.full(shape, 255, np.uint8)
    thinned = Affine.scale(inner.width / shape[1], inner.height / shape[0])
    with _dataset(scene, scene.cloud_path or scene.path) as cloud:
        if cloud.crs is None or source.crs is None:
            if cloud.shape != source.shape:
                raise Refused("detect.no_position", file=scene.path.name, what="cloud")
            out = cloud.read(1, window=inner.window, out_shape=shape)
        else:
            reproject(
                rasterio.band(cloud, 1),
                out,
                dst_transform=window_transform(inner.window, source.transform) @ thinned,
                dst_crs=source.crs,
                src_nodata=None,
                init_dest_nodata=False,
                resampling=Resampling.nearest,
            )
    hidden: Bits = out != 0
    return hidden
