"""Child task "copy": the only code that decodes an upload; it hands on pixels and plain facts.

Every block is read once, strictly, and written to a file of our own without any text of the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.guess import RasterText, guess
from imagery.headers import tiff
from imagery.limits import Limits, OnStage
from imagery.metadata import segments
from imagery.sandbox import gdal, place

_DTYPES = {"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"}
_CHUNK_BYTES = 32 * 2**20
_TEXT_LIMIT = 200
_SAMPLE_SIDE = 512
_TOGETHER_BYTES = 8 * 2**20
_MASK_SHARE = 0.02


def run(params: dict[str, Any], on_stage: OnStage) -> dict[str, Any]:
    """Copy ``params["source"]`` to ``params["plain"]``; return its facts as plain JSON."""
    rasterio = gdal.load(gdal.READING)
    on_stage("check", 0)
    if params["driver"] == "GTiff":
        source = Path(params["source"])
        with source.open("rb") as file:
            tiff.check_streams(file, source.stat().st_size, Limits())
    try:
        with rasterio.open(params["source"], driver=params["driver"]) as source:
            return _copied(rasterio, source, params, on_stage)
    except (rasterio.errors.RasterioError, rasterio.errors.CRSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("intake.unreadable") from error


def _copied(
    rasterio: Any, source: Any, params: dict[str, Any], on_stage: OnStage
) -> dict[str, Any]:
    dtype = _dtype(source)
    where = place.of(source)
    alpha = _alpha_band(source)
    seen = _Seen(source)
    windows = list(_windows(source, rasterio))
    with rasterio.open(params["plain"], "w", **_profile(source, where, dtype, alpha)) as plain:
        for number, window in enumerate(windows, 1):
            pixels = source.read(window=window)
            seen.see(pixels, window)
            plain.write(pixels, window=window)
            mask = _mask(source, pixels, alpha, window)
            if mask is not None:
                plain.write_mask(mask, window=window)
            on_stage("copy", 100 * number // len(windows))
    text = _text(source, params["filename"], seen, mask_like=alpha is not None)
    guessed = guess(text)
    flags = [*where.flags, *(["intake.black_border"] if seen.black_corner else [])]
    if params["driver"] == "JPEG":
        flags += segments.damage_flags(params["source"])
    return {
        "width": source.width,
        "height": source.height,
        "bands": source.count,
        "place": asdict(where),
        "palette": _palette(source),
        "flags": flags,
        "guess": asdict(guessed) | {"taken_at": guessed.taken_at and guessed.taken_at.isoformat()},
    }


def _dtype(source: Any) -> str:
    kinds = set(source.dtypes)
    if len(kinds) != 1 or not kinds <= _DTYPES:
        raise Refused("intake.pixel_type", kind=", ".join(sorted(kinds)))
    return str(source.dtypes[0])


def _alpha_band(source: Any) -> int | None:
    """Return the band named alpha if it is a mask indeed: on and off, hardly anything between."""
    colours = [c.name for c in source.colorinterp]
    if "alpha" not in colours:
        return None
    number = colours.index("alpha") + 1
    shape = (min(source.height, _SAMPLE_SIDE), min(source.width, _SAMPLE_SIDE))
    thin = source.read(number, out_shape=shape)
    between = (thin != 0) & (thin != np.iinfo(thin.dtype).max) if thin.dtype.kind in "iu" else thin
    return number if np.count_nonzero(between) <= _MASK_SHARE * thin.size else None


def _mask(source: Any, pixels: Any, alpha: int | None, window: Any) -> Any:
    """Return the chunk's mask where the file has one that is not a no-data value, else None."""
    if alpha is not None:
        return np.where(pixels[alpha - 1] > 0, np.uint8(255), np.uint8(0))
    names = {flag.name for flag in source.mask_flag_enums[0]}
    return source.dataset_mask(window=window) if names == {"per_dataset"} else None


def _profile(source: Any, where: place.Place, dtype: str, alpha: int | None) -> dict[str, Any]:
    profile = {
        "driver": "GTiff",
        "width": source.width,
        "height": source.height,
        "count": source.count,
        "dtype": dtype,
        "nodata": None if alpha else source.nodata,
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "ZSTD",
        "zstd_level": 1,
        "bigtiff": "IF_SAFER",
        "interleave": interleave(source.count, dtype),
        "photometric": "RGB" if _is_rgb(source) else "MINISBLACK",
        "alpha": "UNSPECIFIED",
    }
    if where.crs:
        profile |= {"crs": where.crs, "transform": place.affine(where)}
    return profile


def interleave(count: int, dtype: str) -> str:
    """Return how to lay bands out: together, unless one block of all would not fit the cache."""
    block_bytes = 512 * 512 * count * np.dtype(dtype).itemsize
    return "pixel" if block_bytes <= _TOGETHER_BYTES else "band"


def _is_rgb(source: Any) -> bool:
    names = [c.name for c in source.colorinterp]
    return names == ["red", "green", "blue"] and source.dtypes[0] == "uint8"


def _windows(source: Any, rasterio: Any) -> Iterator[Any]:
    """Yield windows of whole 512 px blocks, full width where that stays near 32 MB."""
    column_bytes = 512 * source.count * np.dtype(source.dtypes[0]).itemsize
    cols = max(512, _CHUNK_BYTES // column_bytes // 512 * 512)
    for top in range(0, source.height, 512):
        for left in range(0, source.width, cols):
            width, height = min(cols, source.width - left), min(512, source.height - top)
            yield rasterio.windows.Window(left, top, width, height)


class _Seen:
    """Watches the pixels that pass: a thin sample for percentiles, and the four corners."""

    def __init__(self, source: Any) -> None:
        self._sample: list[Any] = []
        self._corners = {(r, c) for r in (0, source.height - 1) for c in (0, source.width - 1)}
        self._black = False
        self._unmasked = {flag.name for flag in source.mask_flag_enums[0]} == {"all_valid"}

    def see(self, pixels: Any, window: Any) -> None:
        """Take a chunk (bands, rows, cols) in."""
        _, rows, cols = pixels.shape
        step_rows, step_cols = max(1, rows // 32), max(1, cols // _SAMPLE_SIDE)
        thin = pixels[:, ::step_rows, ::step_cols]
        self._sample.append(thin.reshape(len(thin), -1))
        for row, col in self._corners:
            r, c = row - window.row_off, col - window.col_off
            if 0 <= r < rows and 0 <= c < cols:
                self._black |= not pixels[:, r, c].any()

    @property
    def black_corner(self) -> bool:
        """Whether a corner is black in every band although the file names no no-data."""
        return self._black and self._unmasked and len(self._sample[0]) >= 3

    def percentiles(self) -> tuple[float, ...]:
        """Return each band's 98th percentile of finite, non-zero values."""
        bands = np.concatenate(self._sample, axis=1).astype(np.float64)
        bands = np.where(np.isfinite(bands) & (bands != 0), bands, np.nan)
        return tuple(float(np.nanpercentile(b, 98)) if np.isfinite(b).any() else 0.0 for b in bands)


def _text(source: Any, filename: str, seen: _Seen, *, mask_like: bool) -> RasterText:
    return RasterText(
        count=source.count,
        dtype=str(source.dtypes[0]),
        descriptions=tuple((d or "")[:_TEXT_LIMIT] for d in source.descriptions),
        colours=tuple(c.name for c in source.colorinterp),
        scales=tuple(map(float, source.scales)),
        offsets=tuple(map(float, source.offsets)),
        tags={k[:_TEXT_LIMIT]: v[:_TEXT_LIMIT] for k, v in source.tags().items()},
        filename=filename[:_TEXT_LIMIT],
        high=seen.percentiles(),
        mask_like=mask_like,
    )


def _palette(source: Any) -> dict[int, list[int]] | None:
    if source.count != 1 or source.colorinterp[0].name != "palette":
        return None
    return {k: list(v[:3]) for k, v in source.colormap(1).items() if 0 <= k < 256}
