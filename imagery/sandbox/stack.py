"""Child task "stack": single-band files of one scene become one plain raster on the finest grid.

Coarser bands are repeated pixel by pixel (nearest): no value is invented, and nothing moves. Reads
full-width strips, so memory follows the width and not the scene.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine

from geo.errors import Refused
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.sandbox import clouds, gdal

_ROWS = 1024
_SAME_PX = 0.01
_MAX_RATIO = 12


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write ``params["plain"]``: ``parts`` in order, then the cloud band made of ``cloud``.

    Returns the size of every file in the order given, to be compared with its header.
    """
    rasterio = gdal.load(gdal.READING)
    try:
        files = [_seen(rasterio, part) for part in params["parts"] + params["cloud"]]
        return _stacked(rasterio, files, params, on_stage)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError) as error:
        raise Refused("intake.unreadable") from error


@dataclass(frozen=True)
class _File:
    """One single-band file as it was seen; it is opened again for its pixels alone."""

    part: dict[str, Any]
    width: int
    height: int
    count: int
    dtype: str
    crs: Any
    transform: Any


def _seen(rasterio: Any, part: dict[str, Any]) -> _File:
    if part["driver"] == "GTiff":
        path = Path(part["path"])
        with path.open("rb") as file:
            tiff.check_streams(file, path.stat().st_size, Limits())
    with rasterio.open(part["path"], driver=part["driver"]) as source:
        size = (source.width, source.height, source.count)
        return _File(part, *size, str(source.dtypes[0]), source.crs, source.transform)


def _stacked(
    rasterio: Any, files: list[_File], params: dict[str, Any], on_stage: OnStage
) -> dict[str, Any]:
    count = len(params["parts"])
    grid = max(files[:count], key=lambda file: file.width)
    for file in files:
        _ratio(file, grid)
    dtype = _dtype(files, count, as_float=params["as_float"])
    jobs = [[file] for file in files[:count]] + ([files[count:]] if files[count:] else [])
    with rasterio.open(params["plain"], "w", **_profile(grid, len(jobs), dtype)) as out:
        _describe(out, params)
        for number, sources in enumerate(jobs, 1):
            _write_band(rasterio, out, number, sources, grid)
            on_stage("stack", 100 * number // len(jobs))
    return {"sizes": [[file.width, file.height] for file in files]}


def _ratio(source: _File, grid: _File) -> int:
    """Return how many pixels of the grid one of the source covers a side.

    Raises
    ------
    Refused
        ``intake.product_grid``: another CRS, another frame, or pixels that do not nest.
    """
    size = abs(source.transform.a / grid.transform.a) if grid.transform.a else 0.0
    times = max(1, round(size)) if 0 < size <= _MAX_RATIO else 0
    agrees = (
        times
        and source.count == 1
        and source.crs is not None
        and source.crs == grid.crs
        and _same(source.transform @ Affine.scale(1 / times), grid)
        and math.ceil(grid.width / times) == source.width
        and math.ceil(grid.height / times) == source.height
    )
    if not agrees:
        raise Refused("intake.product_grid")
    return times


def _same(transform: Any, grid: _File) -> bool:
    """Whether two grids agree within a hundredth of a pixel at every corner (not if NaN)."""
    longest = max(grid.width, grid.height)
    weights = (longest, longest, 1, longest, longest, 1)
    room = _SAME_PX * math.sqrt(abs(grid.transform.determinant))
    pairs = zip(tuple(transform)[:6], tuple(grid.transform)[:6], weights, strict=True)
    return all(abs(ours - theirs) * weight < room for ours, theirs, weight in pairs)


def _dtype(files: list[_File], count: int, *, as_float: bool) -> str:
    kinds = {file.dtype for file in files[:count]}
    whole = all(np.issubdtype(file.dtype, np.integer) for file in files)
    if len(kinds) != 1 or not whole or not kinds <= {"uint8", "uint16", "int16"}:
        raise Refused("intake.pixel_type", kind=", ".join(sorted({f.dtype for f in files})))
    return "float32" if as_float else kinds.pop()


def _profile(grid: _File, count: int, dtype: str) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": count,
        "dtype": dtype,
        "crs": grid.crs,
        "transform": grid.transform,
        "nodata": math.nan if dtype == "float32" else 0,
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "ZSTD",
        "zstd_level": 1,
        "interleave": "band",
        "bigtiff": "IF_SAFER",
        "photometric": "MINISBLACK",
        "alpha": "UNSPECIFIED",
    }


def _describe(out: Any, params: dict[str, Any]) -> None:
    """Name bands and scaling in words of ours, which intake then reads like any file's."""
    names = [p["description"] for p in params["parts"]]
    extra = ["cloud probability %"] if params["cloud"] else []
    out.descriptions = (*names, *extra)
    if not params["as_float"]:
        out.scales = (*(p["scale"] for p in params["parts"]), *(1.0 for _ in extra))
        out.offsets = (*(p["offset"] for p in params["parts"]), *(0.0 for _ in extra))
    out.update_tags(**params["tags"])


def _write_band(rasterio: Any, out: Any, number: int, files: list[_File], grid: _File) -> None:
    """Write one band from one file, or the cloud band from all that speak of clouds."""
    parts = [file.part for file in files]
    with ExitStack() as opened:
        sources = [
            opened.enter_context(rasterio.open(part["path"], driver=part["driver"]))
            for part in parts
        ]
        for top in range(0, out.height, _ROWS):
            shape = (min(_ROWS, out.height - top), out.width)
            planes = [
                _strip(rasterio, source, file, _ratio(file, grid), (top, *shape))
                for source, file in zip(sources, files, strict=True)
            ]
            plane = _values(planes, parts[0], out.dtypes[0])
            window = rasterio.windows.Window(0, top, shape[1], shape[0])
            out.write(plane.astype(out.dtypes[0], copy=False), number, window=window)


def _values(planes: list[Any], part: dict[str, Any], dtype: str) -> Any:
    """Return what is stored: the numbers as they are, reflectance, or the highest percentage."""
    if part["means"] != "reflectance":
        return np.maximum.reduce(planes)
    if dtype != "float32":
        return planes[0]
    scaled = planes[0].astype(np.float32) * np.float32(part["scale"]) + np.float32(part["offset"])
    return np.where(planes[0] == 0, np.float32(np.nan), scaled)


def _strip(rasterio: Any, source: Any, file: _File, ratio: int, frame: tuple[int, int, int]) -> Any:
    """Return rows of a source on the grid's pixels; ``frame`` is (top, rows, columns) there."""
    top, rows, cols = frame
    first, last = top // ratio, -(-(top + rows) // ratio)
    window = rasterio.windows.Window(0, first, source.width, last - first)
    stored = source.read(1, window=window)
    means = file.part["means"]
    values = stored if means == "reflectance" else clouds.percent(stored, means)
    if ratio == 1:
        return values
    wide = np.repeat(np.repeat(values, ratio, axis=0), ratio, axis=1)
    return wide[top - first * ratio :][:rows, :cols]
