"""Finds EXIF and XMP in a JPEG's segments (the first of each, no extended XMP) or in a TIFF."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from imagery.headers import jpeg
from imagery.limits import Limits
from imagery.metadata import exif, reading, xmp

_EXIF_HEADER = b"Exif\0\0"
_APP1 = 0xE1


def in_jpeg(data: bytes) -> tuple[exif.Exif, xmp.Xmp]:
    """Return what the first EXIF and the first XMP segment hold."""
    bodies = [data[start:end] for m, start, end in jpeg.walk(data, Limits()).segments if m == _APP1]
    block = _first(bodies, _EXIF_HEADER)
    packet = _first(bodies, xmp.HEADER)
    return (
        exif.Exif() if block is None else exif.parse(block),
        xmp.Xmp() if packet is None else xmp.parse(packet),
    )


def in_tiff(data: bytes) -> tuple[exif.Exif, xmp.Xmp]:
    """Return what a TIFF's own directory and its XMP tag hold."""
    found = exif.parse(data)
    return found, xmp.parse(found.packet) if found.packet else xmp.Xmp()


def damage_flags(path: str) -> list[str]:
    """Return the ``photo.*`` flags that speak of damaged metadata, for a JPEG taken as a raster."""
    found, packet = in_jpeg(Path(path).read_bytes())
    told = reading.read(found, packet, width=1, height=1, now=datetime.now(UTC))
    return [flag for flag in told["flags"] if flag in reading.DAMAGE]


def _first(bodies: list[bytes], header: bytes) -> bytes | None:
    return next((b[len(header) :] for b in bodies if b.startswith(header)), None)
