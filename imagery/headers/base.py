"""What a header declares, and the limits every kind of raster shares."""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import Refused
from imagery.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a file says of itself before it is decoded.

    ``decoded_bytes`` is the size of all pixels; ``flags`` are dotted codes.
    """

    width: int
    height: int
    bands: int
    decoded_bytes: int
    flags: tuple[str, ...] = ()


def check_size(width: int, height: int, bands: int, limits: Limits) -> None:
    """Refuse a declared size that no camera or mosaic of ours has.

    Raises
    ------
    Refused
        ``intake.damaged``, ``intake.too_many_pixels``, ``intake.too_many_bands``,
        ``intake.aspect``.
    """
    if width < 1 or height < 1 or bands < 1:
        raise Refused("intake.damaged", where="size")
    if bands > limits.max_bands:
        raise Refused("intake.too_many_bands", bands=bands, limit=limits.max_bands)
    if max(width, height) > limits.max_side or width * height > limits.max_pixels:
        raise Refused(
            "intake.too_many_pixels",
            width=width,
            height=height,
            limit=limits.max_pixels // 1_000_000,
        )
    long, short = max(width, height), min(width, height)
    if long > 1000 and long / short > limits.max_aspect:
        raise Refused("intake.aspect", width=width, height=height)
