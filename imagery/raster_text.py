"""What a raster file says of itself, as far as guessing needs it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class RasterText:
    """What a file says of itself in words and types; any text in it may be hostile.

    ``high`` is each band's 98th percentile of stored values (empty when not measured),
    ``mask_like`` whether the last band only holds 0 and the type's highest value.
    """

    count: int
    dtype: str
    descriptions: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    scales: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    filename: str = ""
    high: tuple[float, ...] = ()
    mask_like: bool = False


def plain(text: str, limit: int = 120) -> str:
    """Return outside text as one short line without controls, direction marks or surrogates."""
    kept = "".join(c for c in text if c.isprintable())
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:limit].rstrip()
