"""Guesses what a raster's bands are and when it was taken, and says what each guess rests on.

A guess is a proposal: it is shown, and a person can correct it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from imagery import capture_time
from imagery.raster_text import RasterText
from imagery.scaling import scaling

__all__ = ["LANDSAT_OLI", "LANDSAT_TM", "ROLES", "SENTINEL2", "BandGuess", "RasterText", "guess"]

SENTINEL2 = {
    "1": "coastal",
    "2": "blue",
    "3": "green",
    "4": "red",
    "5": "rededge705",
    "6": "rededge740",
    "7": "rededge783",
    "8": "nir",
    "8a": "nir08",
    "11": "swir16",
    "12": "swir22",
}
LANDSAT_OLI = {"1": "coastal", "2": "blue", "3": "green", "4": "red", "5": "nir"} | {
    "6": "swir16",
    "7": "swir22",
}
ROLES = (*SENTINEL2.values(), "nir09", "cirrus", "vv", "vh")
"""Every role a band can have: DESIGN.md §8 and two bands that tell clouds."""
LANDSAT_TM = {"1": "blue", "2": "green", "3": "red", "4": "nir", "5": "swir16", "7": "swir22"}
_NAMES: tuple[tuple[str, str], ...] = (
    (r"rededge.?1|re705|红边1", "rededge705"),
    (r"rededge.?2|re740|红边2", "rededge740"),
    (r"rededge.?3|re783|红边3", "rededge783"),
    (r"red.?edge|\breg\b|红边", "rededge740"),
    (r"swir.?(?:16|1)|短波红外1", "swir16"),
    (r"swir.?2|短波红外2", "swir22"),
    (r"nir08|narrow.?nir|nir.?narrow", "nir08"),
    (r"\bnir\b|near.?infra.?red|近红外", "nir"),
    (r"coastal|aerosol", "coastal"),
    (r"\bgreen\b|\btci.g\b|绿", "green"),
    (r"\bblue\b|\btci.b\b|蓝", "blue"),
    (r"\bred\b|\btci.r\b|红", "red"),
    (r"\bvv\b", "vv"),
    (r"\bvh\b", "vh"),
)
_EXACT = {role for role in SENTINEL2.values() if role[-1].isdigit()}
"""Roles that no other word is mistaken for."""
_CLOUD = re.compile(r"cldprb|cloud.{0,3}prob|\bclp\b|s2cloudless|云.{0,2}概率")
_BAND_FILE = re.compile(
    r"(?:t\d\d[a-z]{3}_\d{8}t\d{6}|l[cote]0\d_\w+)_(?:sr_)?b0?(8a|1[0-2]|[1-9])(?!\d)"
)
"""One band of a Sentinel-2 or Landsat product, by the name its agency gives it."""
_CODE = re.compile(r"\bb0?(1[0-2]|[1-9]|8a)\b")


@dataclass(frozen=True, kw_only=True)
class BandGuess:
    """Roles (role -> 1-based number), reflectance = stored · scale + offset, cloud band, time.

    ``taken_at_origin`` is ``metadata``, ``filename`` or empty; ``why`` lists ``guess.*`` codes.
    """

    bands: dict[str, int] = field(default_factory=dict)
    scale: float = 1.0
    offset: float = 0.0
    cloud_band: int | None = None
    alpha_band: int | None = None
    taken_at: datetime | None = None
    taken_at_origin: str = ""
    why: tuple[str, ...] = ()


def guess(text: RasterText, *, now: datetime | None = None) -> BandGuess:
    """Guess everything that can be guessed; what cannot be stays at its default."""
    words = [d.lower().replace("_", " ") for d in text.descriptions]
    cloud = next((n for n, w in enumerate(words, 1) if _CLOUD.search(w)), None)
    alpha = _alpha(text, words)
    bands, why = _roles(text, words, {cloud, alpha})
    scale, offset, scale_why = scaling(text, words, bands)
    moment = capture_time.guess(text.tags, text.filename, now=now)
    return BandGuess(
        bands=bands,
        scale=scale,
        offset=offset,
        cloud_band=cloud,
        alpha_band=alpha,
        taken_at=moment.at,
        taken_at_origin=moment.origin,
        why=(*why, *scale_why, *(["guess.cloud_from_description"] if cloud else ()), *moment.why),
    )


def _alpha(text: RasterText, words: list[str]) -> int | None:
    """Return the alpha band, unless it is named otherwise or holds more than on and off.

    GDAL calls the fourth 8-bit band of many aerial pictures alpha although it is near infrared.
    """
    if "alpha" not in text.colours:
        return None
    number = text.colours.index("alpha") + 1
    named = number <= len(words) and _role(words[number - 1], SENTINEL2) is not None
    return None if named or not text.mask_like else number


def _roles(
    text: RasterText, words: list[str], taken: set[int | None]
) -> tuple[dict[str, int], list[str]]:
    table = _code_table(text)
    bands: dict[str, int] = {}
    for number, word in enumerate(words, 1):
        role = None if number in taken else _role(word, table)
        if role:
            bands.setdefault(role, number)
    if bands:
        return bands, ["guess.bands_from_descriptions"]
    named = {c: n for n, c in enumerate(text.colours, 1) if c in {"red", "green", "blue"}}
    free = [n for n in range(1, text.count + 1) if n not in taken]
    if len(named) == 3:
        spare = [n for n in free if n not in named.values()]
        if len(spare) == 1 and text.count == 4:
            return named | {"nir": spare[0]}, ["guess.bands_from_colours", "guess.fourth_is_nir"]
        return named, ["guess.bands_from_colours"]
    one = _BAND_FILE.match(text.filename.lower()) if text.count == 1 else None
    if one and one[1] in table:
        return {table[one[1]]: 1}, ["guess.bands_from_name"]
    return _by_count(text, free)


def _by_count(text: RasterText, free: list[int]) -> tuple[dict[str, int], list[str]]:
    if text.dtype == "uint8" and len(free) in {3, 4}:
        order, code = ("red", "green", "blue", "nir"), "guess.order_rgb"
    elif text.dtype in {"uint16", "int16"} and len(free) == 4:
        order, code = ("blue", "green", "red", "nir"), "guess.order_bgrn"
    else:
        return {}, ["guess.bands_unknown"]
    return dict(zip(order, free, strict=False)), [code]


def _code_table(text: RasterText) -> Mapping[str, str]:
    """Return what ``B5`` means: it depends on the satellite."""
    hints = " ".join((text.filename, *text.tags.values(), *text.descriptions)).lower()
    if re.search(r"landsat.?[89]|\blc0?[89]|oli\b", hints):
        return LANDSAT_OLI
    if re.search(r"landsat.?[457]|\ble0?7|\blt0?[45]|etm\b", hints):
        return LANDSAT_TM
    return LANDSAT_OLI if "sr_b" in hints else SENTINEL2


def _role(word: str, codes: Mapping[str, str]) -> str | None:
    exact = next((token for token in word.split() if token in _EXACT), None)
    if exact:
        return exact
    for pattern, role in _NAMES:
        if re.search(pattern, word):
            return role
    code = _CODE.search(word)
    return codes.get(code[1]) if code else None
