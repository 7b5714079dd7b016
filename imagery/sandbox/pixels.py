"""An upload's pixels (child side): its type, its alpha band, its own mask, and rows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused

_DTYPES = {"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"}
_MERGED_BY_CV = {"uint8", "int8", "uint16", "int16", "int32", "float32", "float64"}
_SAMPLE_SIDE = 512
_MASK_SHARE = 0.02

Array = NDArray[Any]
Bits = NDArray[np.bool_]


@dataclass(frozen=True)
class Pixels:
    """An open dataset and what is known of its pixels.

    ``alpha`` is the 1-based number of a band that is a mask indeed; ``own_mask`` says that the
    file holds a mask that is neither an alpha band nor a no-data value. ``deaf`` leaves the
    file's no-data value out: its text is no number that the pixels can hold, and GDAL would
    read another one out of it.
    """

    source: Any
    dtype: np.dtype[Any]
    alpha: int | None
    own_mask: bool
    deaf: bool = False

    @property
    def nodata(self) -> float | None:
        """The no-data value that counts: a file with an alpha band has none."""
        value = None if self.alpha or self.deaf else self.source.nodata
        return None if value is None else float(value)

    @property
    def masked(self) -> bool:
        """Whether a mask must stand beside the pixels."""
        return self.alpha is not None or self.own_mask

    @property
    def unmasked(self) -> bool:
        """Whether the file says nothing about missing pixels."""
        return {flag.name for flag in self.source.mask_flag_enums[0]} == {"all_valid"}

    @property
    def rgb(self) -> bool:
        """Whether it is a plain 8-bit colour picture."""
        return self._colours() == ["red", "green", "blue"]

    @property
    def rgb_and_alpha(self) -> bool:
        """Whether it is an 8-bit colour picture with its mask as a fourth band."""
        return self.alpha == 4 and self._colours() == ["red", "green", "blue", "alpha"]

    def _colours(self) -> list[str]:
        return [c.name for c in self.source.colorinterp] if self.dtype == np.uint8 else []

    def mask(self, stored: Array, window: Any) -> Bits | None:
        """Return where a chunk (bands, rows, cols) is valid by the file's own mask or alpha."""
        if self.alpha is not None:
            return np.asarray(stored[self.alpha - 1] > 0)
        if self.own_mask:
            return np.asarray(self.source.dataset_mask(window=window) > 0)
        return None

    def holding(self, stored: Array) -> Bits:
        """Return where any band of a chunk (bands, rows, cols) is not the no-data value."""
        if self.nodata is None:
            return np.ones(stored.shape[1:], np.bool_)
        value, held = self.dtype.type(self.nodata), np.zeros(stored.shape[1:], np.bool_)
        for band in stored:
            held |= band != value
        return held


def opened(source: Any, *, deaf: bool = False) -> Pixels:
    """Return an open dataset's pixels; ``deaf`` to its no-data value.

    Raises
    ------
    Refused
        ``intake.pixel_type``.
    """
    kinds = set(source.dtypes)
    if len(kinds) != 1 or not kinds <= _DTYPES:
        raise Refused("intake.pixel_type", kind=", ".join(sorted(kinds)))
    alpha = _alpha_band(source)
    names = {flag.name for flag in source.mask_flag_enums[0]}
    own = alpha is None and names == {"per_dataset"}
    return Pixels(source, np.dtype(source.dtypes[0]), alpha, own, deaf)


def interleaved(stored: Sequence[Array] | Array) -> Array:
    """Return bands of (rows, cols) as contiguous (rows, cols, bands)."""
    if len(stored) > 1 and stored[0].dtype.name in _MERGED_BY_CV:
        return np.asarray(cv2.merge(list(stored)))
    return np.ascontiguousarray(np.moveaxis(np.asarray(stored), 0, 2))


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
