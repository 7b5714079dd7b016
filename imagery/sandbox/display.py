"""The picture people see (child side): three 8-bit bands and a mask, on the raster's own grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SAMPLE_SIDE = 1024
_LOW_PERCENT, _HIGH_PERCENT = 2, 98
_COMPOSITES: tuple[tuple[str, ...], ...] = (
    ("red", "green", "blue"),
    ("nir", "red", "green"),
    ("nir", "green", "green"),
    ("swir16", "nir", "red"),
    ("vv", "vh", "vh"),
)
Palette = Mapping[str, list[int]]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Which bands (1-based) to show, each with the stored values that become 1 and 255."""

    bands: tuple[int, int, int]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    alpha: int | None = None
    cloud: int | None = None
    palette: NDArray[np.uint8] | None = None


def recipe(source: Any, guess: Mapping[str, Any], palette: Palette | None) -> Recipe:
    """Choose true colour, else false colour, else the first bands; stretch all but 8-bit RGB."""
    alpha, cloud = guess["alpha_band"], guess["cloud_band"]
    if palette:
        table = np.zeros((256, 3), np.uint8)
        for index, colour in palette.items():
            table[int(index)] = colour
        return Recipe(bands=(1, 1, 1), palette=table)
    bands, composed = _chosen(source.count, guess["bands"], {alpha, cloud})
    if source.dtypes[0] == "uint8" and composed:
        return Recipe(bands=bands, alpha=alpha, cloud=cloud)
    low, high = _limits(source, bands, alpha, cloud)
    return Recipe(bands=bands, low=low, high=high, alpha=alpha, cloud=cloud)


def _chosen(
    count: int, roles: Mapping[str, int], hidden: set[int | None]
) -> tuple[tuple[int, int, int], bool]:
    """Return three band numbers, and whether their roles are known."""
    for names in _COMPOSITES:
        if all(name in roles for name in names):
            first, second, third = (roles[name] for name in names)
            return (first, second, third), True
    free = [n for n in range(1, count + 1) if n not in hidden] or [1]
    if len(free) < 3:
        return (free[0], free[0], free[0]), False
    return (free[0], free[1], free[2]), False


def _limits(
    source: Any, bands: tuple[int, int, int], alpha: int | None, cloud: int | None
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return each band's 2nd and 98th percentile over the valid pixels of an overview."""
    shrink = max(1, max(source.width, source.height) // _SAMPLE_SIDE)
    shape = (max(1, source.height // shrink), max(1, source.width // shrink))
    stored = source.read(out_shape=(source.count, *shape)).astype(np.float64)
    valid = _valid(source, stored, alpha, cloud) & (source.dataset_mask(out_shape=shape) > 0)
    low, high = [], []
    for number in bands:
        values = stored[number - 1][valid]
        a, b = np.percentile(values, (_LOW_PERCENT, _HIGH_PERCENT)) if values.size else (0.0, 1.0)
        low.append(float(a))
        high.append(float(b) if b > a else float(a) + 1.0)
    return tuple(low), tuple(high)


def _valid(source: Any, stored: Any, alpha: int | None, cloud: int | None) -> NDArray[np.bool_]:
    """Return where a pixel shows something: not no-data in every band, finite, not transparent."""
    seen = [n for n in range(source.count) if n + 1 not in {alpha, cloud}] or [0]
    data = stored[seen]
    valid: NDArray[np.bool_] = np.isfinite(data).all(axis=0)
    if source.nodata is not None and np.isfinite(source.nodata):
        valid &= (data != source.nodata).any(axis=0)
    if alpha:
        valid &= stored[alpha - 1] > 0
    return valid


def blocks(source: Any, how: Recipe, *, size: int) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (window, rgb uint8 (3, rows, cols), mask uint8 0/255) over the whole raster."""
    from rasterio.windows import Window  # noqa: PLC0415  (child only)

    for row in range(0, source.height, size):
        for col in range(0, source.width, size):
            window = Window(col, row, min(size, source.width - col), min(size, source.height - row))
            stored = source.read(window=window)
            valid = _valid(source, stored, how.alpha, how.cloud)
            valid &= _own_mask(source, window)
            rgb = _painted(stored, how)
            rgb[:, ~valid] = 0
            yield window, rgb, valid.astype(np.uint8) * np.uint8(255)


def _own_mask(source: Any, window: Any) -> NDArray[np.bool_]:
    names = {flag.name for flag in source.mask_flag_enums[0]}
    if "per_dataset" in names and "alpha" not in names:
        return np.asarray(source.dataset_mask(window=window) > 0)
    return np.ones((int(window.height), int(window.width)), np.bool_)


def _painted(stored: Any, how: Recipe) -> NDArray[np.uint8]:
    if how.palette is not None:
        colours: NDArray[np.uint8] = how.palette[stored[0].astype(np.uint8)]
        return np.array(colours.transpose(2, 0, 1), np.uint8, order="C")
    chosen = stored[[n - 1 for n in how.bands]]
    if not how.low:
        return np.array(chosen, np.uint8)
    low = np.array(how.low)[:, None, None]
    high = np.array(how.high)[:, None, None]
    with np.errstate(invalid="ignore"):
        scaled = np.nan_to_num((chosen - low) / (high - low))
    painted: NDArray[np.uint8] = (1 + 254 * np.clip(scaled, 0, 1)).astype(np.uint8)
    return painted
