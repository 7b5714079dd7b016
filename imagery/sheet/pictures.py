"""The pictures of a sheet: reduced and encoded anew, small enough for a sheet below 1 MB."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from imagery.sheet.data import Picture

MOST_PIXELS = 200_000_000
_MOST_BYTES = 260_000
_SIDES = (1100, 900, 700, 500)
_QUALITIES = (82, 70, 55)


@dataclass(frozen=True)
class Shown:
    """A picture as it is printed: JPEG bytes, and its outlines as shares of width and height."""

    data: bytes
    aspect: float
    outlines: tuple[tuple[tuple[float, float], ...], ...]


def shown(picture: Picture) -> Shown | None:
    """Return the picture reduced to at most 260 kB; None where it cannot be read."""
    try:
        with Image.open(io.BytesIO(picture.data), formats=("JPEG", "PNG", "WEBP")) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                return None
            opened.draft("RGB", (_SIDES[0], _SIDES[0]))
            image = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    outlines = tuple(
        tuple((_share(x / width), _share(y / height)) for x, y in ring[:2000])
        for ring in picture.outline[:50]
        if len(ring) >= 3
    )
    return Shown(_reduced(image), width / height, outlines)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5) if value == value else 0.0  # noqa: PLR0124  (NaN)


def _reduced(image: Image.Image) -> bytes:
    data = b""
    for side in _SIDES:
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            data = out.getvalue()
            if len(data) <= _MOST_BYTES:
                return data
    return data
