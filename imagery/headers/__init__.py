"""Reads what a file declares of itself, in plain Python, and applies the limits before decode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from geo.errors import Refused
from imagery.headers import jp2, jpeg, png, tiff
from imagery.headers.base import Header
from imagery.limits import Limits

__all__ = ["Header", "check"]

_READERS: dict[str, Callable[[BinaryIO, int, Limits], Header]] = {
    "GTiff": tiff.read,
    "JPEG": jpeg.read,
    "PNG": png.read,
    "JP2OpenJPEG": jp2.read,
}


def check(path: Path, driver: str, limits: Limits) -> Header:
    """Return the declared size of a file that keeps the limits.

    Raises
    ------
    Refused
        ``intake.*``: damaged structure or a limit passed; nothing was decoded.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        header = _READERS[driver](file, size, limits)
    if header.decoded_bytes > 64 * 2**20 and header.decoded_bytes > size * limits.max_expansion:
        raise Refused(
            "intake.bomb", megabytes=header.decoded_bytes // 2**20, limit=int(limits.max_expansion)
        )
    return header
