"""Tells a file's kind by its first bytes; its name and its sender's word count for nothing."""

from __future__ import annotations

from pathlib import Path

from geo.errors import Refused

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", "GTiff"),
    (b"MM\x00*", "GTiff"),
    (b"II+\x00", "GTiff"),
    (b"MM\x00+", "GTiff"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JP2OpenJPEG"),
)
_NAMES = {
    "GTiff": {".tif", ".tiff", ".gtiff"},
    "JPEG": {".jpg", ".jpeg", ".jpe"},
    "PNG": {".png"},
    "JP2OpenJPEG": {".jp2"},
}


def kind_of(path: Path) -> str:
    """Return the GDAL driver name of an allowed kind.

    Raises
    ------
    Refused
        ``intake.empty``, ``intake.kind_not_allowed``.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if not head.strip():
        raise Refused("intake.empty")
    for magic, driver in _MAGIC:
        if head.startswith(magic):
            return driver
    raise Refused("intake.kind_not_allowed")


def name_disagrees(filename: str, driver: str) -> bool:
    """Whether the name's ending claims another kind than the content shows."""
    return Path(filename).suffix.lower() not in _NAMES[driver]
