"""The picture people see (child side): three 8-bit bands and where they show something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.sandbox.pixels import Array, Bits, Pixels, interleaved
from imagery.sandbox.sampling import Sample

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
    """Which bands (1-based) to show, each with the stored values that become 1 and 255.

    ``hidden`` bands (alpha, cloud) do not decide whether a pixel shows something.
    """

    bands: tuple[int, int, int]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    hidden: tuple[int, ...] = ()
    palette: NDArray[np.uint8] | None = None


def recipe(
    pixels: Pixels, sample: Sample | None, guess: Mapping[str, Any], palette: Palette | None
) -> Recipe:
    """Choose true colour, else false colour, else the first bands; stretch all but 8-bit RGB."""
    hidden = tuple(n for n in (guess["alpha_band"], guess["cloud_band"]) if n)
    if palette:
        table = np.zeros((2**16, 3), np.uint8)
        for index, colour in palette.items():
            table[int(index)] = colour
        return Recipe(bands=(1, 1, 1), palette=table)
    bands, composed = _chosen(pixels.source.count, guess["bands"], set(hidden))
    if sample is None or (pixels.dtype == np.uint8 and composed):
        return Recipe(bands=bands, hidden=hidden)
    good = _showing(sample.values[:, None, :], pixels, hidden)
    seen = np.ones(len(sample.valid), np.bool_) if good is None else good[0]
    ranges = [sample.range_of(number, seen) for number in bands]
    low, high = zip(*ranges, strict=True)
    return Recipe(bands=bands, low=low, high=high, hidden=hidden)


def _chosen(
    count: int, roles: Mapping[str, int], hidden: set[int]
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


def painted(stored: Array, how: Recipe, pixels: Pixels) -> tuple[NDArray[np.uint8], Bits | None]:
    """Return the picture of a chunk (bands, rows, cols): BGR (rows, cols, 3) and its validity.

    The validity is None where every pixel shows something.
    """
    valid = _showing(stored, pixels, how.hidden)
    if how.palette is not None:
        colours = how.palette[stored[0].astype(np.uint16)]
        return np.ascontiguousarray(colours[:, :, ::-1]), valid
    chosen = [stored[number - 1] for number in reversed(how.bands)]
    if how.low:
        limits = zip(reversed(how.low), reversed(how.high), strict=True)
        chosen = [_stretched(b, *limit) for b, limit in zip(chosen, limits, strict=True)]
    return interleaved([band.astype(np.uint8, copy=False) for band in chosen]), valid


def _stretched(band: Array, low: float, high: float) -> NDArray[np.uint8]:
    if band.dtype in (np.uint16, np.int16):
        return _table(band.dtype.name, low, high)[band.view(np.uint16)]
    return _scaled(band, low, high)


@lru_cache(maxsize=8)
def _table(name: str, low: float, high: float) -> NDArray[np.uint8]:
    """Return what each 16-bit pattern of a type becomes."""
    return _scaled(np.arange(2**16, dtype=np.uint16).view(name), low, high)


def _scaled(band: Array, low: float, high: float) -> NDArray[np.uint8]:
    with np.errstate(invalid="ignore"):
        scaled = (band.astype(np.float32) - np.float32(low)) * np.float32(254 / (high - low))
    return np.asarray(1 + np.clip(np.nan_to_num(scaled), 0, 254), np.uint8)


def _showing(stored: Array, pixels: Pixels, hidden: tuple[int, ...]) -> Bits | None:
    """Return where a pixel shows something: finite, not no-data in every band; None is all."""
    seen = [n for n in range(len(stored)) if n + 1 not in hidden] or [0]
    nodata, kind = pixels.nodata, pixels.dtype.kind
    if kind != "f" and nodata is None:
        return None
    valid = np.ones(stored.shape[1:], np.bool_)
    if kind == "f":
        for number in seen:
            valid &= np.isfinite(stored[number])
    if nodata is not None and np.isfinite(nodata):
        holds = np.zeros(stored.shape[1:], np.bool_)
        for number in seen:
            holds |= stored[number] != pixels.dtype.type(nodata)
        valid &= holds
    return None if valid.all() else valid
