"""How stored numbers become reflectance, and what that rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from imagery.raster_text import RasterText

_TIMES = re.compile(r"[x×*]\s?(10{2,5})\b")
_REFLECTANCE = 0.0001
_LANDSAT_C2 = (0.0000275, -0.2)
"""Collection 2 level 2 surface reflectance (USGS LSDS-1619)."""
_SURFACE = re.compile(r"\bsr b\d\b")
_BASELINE = re.compile(r"(?<![a-z0-9])n(\d{2})(\d{2})(?![0-9])")
_SAFE_BAND = re.compile(r"t\d{2}[a-z]{3}_(\d{8})t\d{6}_(?:b\d[\da])")
_BASELINE_TAGS = ("processing_baseline", "s2:processing_baseline")
_OFFSET_SINCE = (4, 0)
_ALWAYS_SINCE = "20220125"
"""Every Sentinel-2 product of a later day has processing baseline 04.00 or higher (ESA)."""


def scaling(
    text: RasterText, words: list[str], bands: Mapping[str, int]
) -> tuple[float, float, list[str]]:
    """Return scale, offset and why: the file's own, else its words, else its type and values."""
    own = _own_scaling(text, bands)
    if own is not None:
        return own
    factor = next((m for m in map(_TIMES.search, words) if m), None)
    if factor:
        return 1.0 / int(factor[1]), 0.0, ["guess.scale_from_description"]
    high = max((text.high[n - 1] for n in bands.values() if n <= len(text.high)), default=None)
    if {"vv", "vh"} & set(bands) or not bands:
        return 1.0, 0.0, []
    return _usual(text, words, high)


def _usual(
    text: RasterText, words: list[str], high: float | None
) -> tuple[float, float, list[str]]:
    """Return what files of that type and name usually hold."""
    if text.dtype == "uint8":
        return 1 / 255, 0.0, ["guess.scale_from_type"]
    if text.dtype == "uint16" and any(map(_SURFACE.search, [*words, _plain(text.filename)])):
        return *_LANDSAT_C2, ["guess.scale_from_landsat"]
    if text.dtype in {"uint16", "int16"} or (high is not None and high > 255):
        return _REFLECTANCE, *_sentinel2_offset(text)
    return 1.0, 0.0, ["guess.scale_from_type"]


def _own_scaling(
    text: RasterText, bands: Mapping[str, int]
) -> tuple[float, float, list[str]] | None:
    """Return the file's own scale and offset: the first band's, and whether others differ."""
    numbers = [n for n in bands.values() if n <= len(text.scales)] or [1][: len(text.scales)]
    told = [(text.scales[n - 1], _offset(text, n)) for n in sorted(numbers)]
    if not told or set(told) == {(1.0, 0.0)}:
        return None
    differ = ["guess.scales_differ"] if len(set(told)) > 1 else []
    return *told[0], ["guess.scale_from_metadata", *differ]


def _sentinel2_offset(text: RasterText) -> tuple[float, list[str]]:
    """Return the offset of Sentinel-2 numbers: -0.1 from processing baseline 04.00 on.

    The baseline stands in the tags or the product's name (``N0509``); a band file's name tells
    only its day, which decides from 2022-01-25 on.
    """
    name = text.filename.lower()
    tags = {key.lower(): value for key, value in text.tags.items()}
    told = next((tags[key] for key in _BASELINE_TAGS if key in tags), "")
    digits = re.fullmatch(r"(\d{2})\.(\d{2})", told.strip())
    if digits is None and "msil" in name:
        digits = _BASELINE.search(name.replace("_", " "))
    day = _SAFE_BAND.search(name)
    new = (int(digits[1]), int(digits[2])) >= _OFFSET_SINCE if digits else False
    if new or (digits is None and day is not None and day[1] >= _ALWAYS_SINCE):
        return -0.1, ["guess.scale_from_type", "guess.offset_from_baseline"]
    return 0.0, ["guess.scale_from_type"]


def _plain(name: str) -> str:
    return name.lower().replace("_", " ").replace(".", " ")


def _offset(text: RasterText, number: int) -> float:
    return text.offsets[number - 1] if number <= len(text.offsets) else 0.0
