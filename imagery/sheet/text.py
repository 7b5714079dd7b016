"""Words on a sheet: any text may be hostile; only what can be printed is kept, and not too much."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from geo.messages import Lang
from imagery.sheet.data import Words

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONG = re.compile(r"[^\s\u2e80-\uffef]{24}(?=[^\s\u2e80-\uffef])")
_BREAK = "\u200b"


def plain(value: Words, lang: Lang, *, most: int = 300) -> str:
    """Return the text in ``lang`` on one line, without controls, direction and unseen signs.

    Runs of letters without a space get a break every 24, so that no name leaves its column.
    """
    text = value.get(lang, "") if isinstance(value, Mapping) else value
    text = str(text).encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text[: 4 * most])
    text = " ".join("".join(c if _seen(c) else " " for c in text).split())
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return _LONG.sub(lambda run: run.group() + _BREAK, shown)


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def moment(at: datetime | None, offset_h: float, unknown: str) -> str:
    """Return a time as 2026-05-01 09:30:00 +08:00.

    Raises
    ------
    ValueError
        The time is naive.
    """
    if at is None:
        return unknown
    if at.tzinfo is None:
        raise ValueError("a time on a sheet must be aware")
    local = at.astimezone(timezone(timedelta(hours=offset_h)))
    return local.isoformat(sep=" ", timespec="seconds").replace("+", " +", 1)


def number(value: float | None, digits: int, unit: str, unknown: str) -> str:
    """Return a figure with its unit."""
    return unknown if value is None else f"{value:.{digits}f} {unit}".strip()


def position(lonlat: tuple[float, float] | None, unknown: str) -> str:
    """Return a position as 113.500000° E, 34.750000° N (WGS-84)."""
    if lonlat is None:
        return unknown
    lon, lat = lonlat
    east, north = "E" if lon >= 0 else "W", "N" if lat >= 0 else "S"
    return f"{abs(lon):.6f}° {east}, {abs(lat):.6f}° {north}"
