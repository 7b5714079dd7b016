"""Child task "stack": single-band files of one scene become one plain raster on the finest grid.

Coarser bands are repeated pixel by pixel (nearest): no value is invented, and nothing moves. Reads
full-width strips, so memory follows the width and not the scene.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine

from geo.errors import Refused
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.sandbox import gdal

_ROWS = 1024
_SAME_PX = 0.01
_MAX_RATIO = 12
_CERTAIN = 100.0
_QA_CLOUD = 0b11110
"""QA_PIXEL: dilated cloud, cirrus, cloud, cloud shadow (LSDS-1619, table 6-2)."""
_QA_CONFIDENCE = (0.0, 10.0, 50.0, 90.0)
"""Percent for QA_PIXEL's cloud confidence none, low (below 33 %), medium and high."""
_SCL_CERTAIN = (3, 9)
_SCL_LIKELY = (8, 10)
"""Sen2Cor: cloud shadow and cloud with high probability; medium probability and thin cirrus."""


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Write ``params["plain"]``: ``parts`` in order, then the cloud band made of ``cloud``.

    Returns the size of every file in the order given, to be compared with its header.
    """
    rasterio = gdal.load(gdal.READING)
    try:
        with ExitStack() as opened:
            sources = [_opened(rasterio, p, opened) for p in params["parts"] + params["cloud"]]
            return _stacked(rasterio, sources, params, on_stage)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError) as error:
        raise Refused("intake.unreadable") from error


def _opened(rasterio: Any, part: dict[str, Any], opened: ExitStack) -> Any:
    if part["driver"] == "GTiff":
        path = Path(part["path"])
        with path.open("rb") as file:
            tiff.check_streams(file, path.stat().st_size, Limits())
    return opened.enter_context(rasterio.open(part["path"], driver=part["driver"]))


def _stacked(
    rasterio: Any, sources: list[Any], params: dict[str, Any], on_stage: OnStage
) -> dict[str, Any]:
    bands, clouds = sources[: len(params["parts"])], sources[len(params["parts"]) :]
    grid = max(bands, key=lambda s: s.width)
    ratios = [_ratio(source, grid) for source in sources]
    if not all(np.issubdtype(source.dtypes[0], np.integer) for source in sources):
        raise Refused("intake.pixel_type", kind=", ".join(sorted({s.dtypes[0] for s in sources})))
    dtype = _dtype(bands, as_float=params["as_float"])
    jobs = [([s], [r], [p]) for s, r, p in zip(bands, ratios, params["parts"], strict=False)]
    if clouds:
        jobs.append((clouds, ratios[len(bands) :], params["cloud"]))
    profile = _profile(grid, len(jobs), dtype)
    with rasterio.open(params["plain"], "w", **profile) as out:
        _describe(out, params)
        for number, (files, times, parts) in enumerate(jobs, 1):
            _write_band(rasterio, out, number, files, times, parts)
            on_stage("stack", 100 * number // len(jobs))
    return {"sizes": [[s.width, s.height] for s in sources]}


def _ratio(source: Any, grid: Any) -> int:
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


def _same(transform: Any, grid: Any) -> bool:
    """Whether two grids agree within a hundredth of a pixel at every corner (not if NaN)."""
    longest = max(grid.width, grid.height)
    weights = (longest, longest, 1, longest, longest, 1)
    room = _SAME_PX * math.sqrt(abs(grid.transform.determinant))
    pairs = zip(tuple(transform)[:6], tuple(grid.transform)[:6], weights, strict=True)
    return all(abs(ours - theirs) * weight < room for ours, theirs, weight in pairs)


def _dtype(bands: list[Any], *, as_float: bool) -> str:
    kinds = {str(source.dtypes[0]) for source in bands}
    if len(kinds) != 1 or not kinds <= {"uint8", "uint16", "int16"}:
        raise Refused("intake.pixel_type", kind=", ".join(sorted(kinds)))
    return "float32" if as_float else kinds.pop()


def _profile(grid: Any, count: int, dtype: str) -> dict[str, Any]:
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


def _write_band(
    rasterio: Any,
    out: Any,
    number: int,
    files: list[Any],
    times: list[int],
    parts: list[dict[str, Any]],
) -> None:
    for top in range(0, out.height, _ROWS):
        rows = min(_ROWS, out.height - top)
        planes = [
            _strip(rasterio, file, ratio, top, (rows, out.width))
            for file, ratio in zip(files, times, strict=True)
        ]
        if parts[0]["means"] == "reflectance":
            plane = _reflectance(planes[0], parts[0]) if out.dtypes[0] == "float32" else planes[0]
        else:
            plane = _cloud(planes, parts)
        window = rasterio.windows.Window(0, top, out.width, rows)
        out.write(plane.astype(out.dtypes[0], copy=False), number, window=window)


def _strip(rasterio: Any, source: Any, ratio: int, top: int, shape: tuple[int, int]) -> Any:
    """Return rows of a source on the grid's pixels."""
    rows, cols = shape
    first, last = top // ratio, -(-(top + rows) // ratio)
    window = rasterio.windows.Window(0, first, source.width, last - first)
    stored = source.read(1, window=window)
    if ratio == 1:
        return stored
    wide = np.repeat(np.repeat(stored, ratio, axis=0), ratio, axis=1)
    return wide[top - first * ratio :][:rows, :cols]


def _reflectance(stored: Any, part: dict[str, Any]) -> Any:
    scaled = stored.astype(np.float32) * np.float32(part["scale"]) + np.float32(part["offset"])
    return np.where(stored == 0, np.float32(np.nan), scaled)


def _cloud(planes: list[Any], parts: list[dict[str, Any]]) -> Any:
    """Return the probability in percent that a pixel is hidden: the highest of what files say."""
    told = [_percent(plane, part["means"]) for plane, part in zip(planes, parts, strict=True)]
    return np.maximum.reduce(told).round()


def _percent(stored: Any, means: str) -> Any:
    if means == "probability":
        return np.minimum(stored.astype(np.float32), np.float32(_CERTAIN))
    if means == "scl":
        table = np.zeros(256, np.float32)
        table[list(_SCL_LIKELY)], table[list(_SCL_CERTAIN)] = 60.0, _CERTAIN
        return table[stored.astype(np.uint8)]
    confidence = np.array(_QA_CONFIDENCE, np.float32)[(stored >> 8) & 3]
    return np.where(stored & _QA_CLOUD, np.float32(_CERTAIN), confidence)
