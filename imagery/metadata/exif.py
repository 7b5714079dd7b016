"""Reads the few EXIF tags we use, by own code: bounded, no pointer twice, damage is flagged."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

Number = tuple[int, int]
"""A rational as it is stored; its denominator may be zero."""
Value = str | int | tuple[Number, ...]

MAKE, MODEL, ORIENTATION, DATE, PACKET = 0x010F, 0x0110, 0x0112, 0x0132, 0x02BC
EXPOSURE, TAKEN, TAKEN_OFFSET, TAKEN_FRACTION = 0x829A, 0x9003, 0x9011, 0x9291
FOCAL, FOCAL_35MM, ZOOM, PIXELS_X, PIXELS_Y = 0x920A, 0xA405, 0xA404, 0xA002, 0xA003
PLANE_X, PLANE_Y, PLANE_UNIT = 0xA20E, 0xA20F, 0xA210
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
LAT_REF, LAT, LON_REF, LON, ALT_REF, ALT, GPS_TIME, STATUS = 1, 2, 3, 4, 5, 6, 7, 9
SPEED_REF, SPEED, DIRECTION_REF, DIRECTION, GPS_DATE, GPS_ERROR = 12, 13, 16, 17, 29, 31
_WANTED = {
    "main": {MAKE, MODEL, ORIENTATION, DATE, PACKET, _EXIF_IFD, _GPS_IFD},
    "exif": {
        *(EXPOSURE, TAKEN, TAKEN_OFFSET, TAKEN_FRACTION, FOCAL, FOCAL_35MM, ZOOM),
        *(PIXELS_X, PIXELS_Y, PLANE_X, PLANE_Y, PLANE_UNIT),
    },
    "gps": {
        *(LAT_REF, LAT, LON_REF, LON, ALT_REF, ALT, GPS_TIME, STATUS),
        *(SPEED_REF, SPEED, DIRECTION_REF, DIRECTION, GPS_DATE, GPS_ERROR),
    },
}
_MAX_ENTRIES = 256
_MAX_TEXT = 64
_MAX_PACKET = 65536
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


@dataclass
class Exif:
    """Tags by directory (``main``, ``exif``, ``gps``) and whether anything was damaged.

    ``packet`` is the XMP of a TIFF, which a JPEG keeps in a segment of its own.
    """

    main: dict[int, Value] = field(default_factory=dict)
    exif: dict[int, Value] = field(default_factory=dict)
    gps: dict[int, Value] = field(default_factory=dict)
    damaged: bool = False
    packet: bytes = b""

    def text(self, tag: int, where: str = "main") -> str:
        """Return a text tag, empty when absent."""
        value = self._of(where).get(tag, "")
        return value if isinstance(value, str) else ""

    def number(self, tag: int, where: str = "main") -> float | None:
        """Return a number, None when absent or divided by zero."""
        value = self._of(where).get(tag)
        if isinstance(value, int):
            return float(value)
        numbers = ratios(value)
        return numbers[0] if numbers else None

    def _of(self, where: str) -> Mapping[int, Value]:
        found: Mapping[int, Value] = getattr(self, where)
        return found


def ratios(value: Value | None) -> tuple[float, ...] | None:
    """Return rationals as floats, None when there are none or one has a zero denominator."""
    if not isinstance(value, tuple) or not value or any(d == 0 for _, d in value):
        return None
    return tuple(n / d for n, d in value)


def parse(blob: bytes) -> Exif:
    """Read an EXIF block (a TIFF header and its directories); never raises."""
    found = Exif()
    try:
        order = {b"II": "<", b"MM": ">"}[blob[:2]]
        first = struct.unpack_from(order + "I", blob, 4)[0]
        after = _directory(blob, order, first, found, "main")
        for tag, where in ((_EXIF_IFD, "exif"), (_GPS_IFD, "gps")):
            offset = found.main.pop(tag, None)
            if isinstance(offset, int):
                _directory(blob, order, offset, found, where)
        if after in {first, 4} or after > len(blob):
            found.damaged = True
    except (KeyError, struct.error, IndexError):
        found.damaged = True
    return found


def _directory(blob: bytes, order: str, offset: int, found: Exif, where: str) -> int:
    """Read one directory; return the offset of the next."""
    count = struct.unpack_from(order + "H", blob, offset)[0]
    if count > _MAX_ENTRIES:
        found.damaged = True
        return 0
    target = getattr(found, where)
    for at in range(offset + 2, offset + 2 + 12 * count, 12):
        tag, kind, items = struct.unpack_from(order + "HHI", blob, at)
        size = _SIZES.get(kind, 0) * items
        start = at + 8 if size <= 4 else struct.unpack_from(order + "I", blob, at + 8)[0]
        if size == 0 or start + size > len(blob):
            found.damaged = True
        elif tag == PACKET and where == "main":
            found.packet = blob[start : start + min(size, _MAX_PACKET + 1)]
        elif tag in _WANTED[where]:
            value = _value(blob[start : start + size], order, kind)
            if value is not None:
                target[tag] = value
    return int(struct.unpack_from(order + "I", blob, offset + 2 + 12 * count)[0])


def _value(body: bytes, order: str, kind: int) -> Value | None:
    if kind == 2:
        return clean(body.split(b"\0")[0].decode("utf-8", "replace"))
    if kind == 1:
        return body[0]
    if kind in {3, 4}:
        return int(struct.unpack_from(order + ("H" if kind == 3 else "I"), body)[0])
    if kind in {5, 10}:
        letter = "I" if kind == 5 else "i"
        flat = struct.unpack_from(f"{order}{len(body) // 4}{letter}", body)
        return tuple(zip(flat[::2], flat[1::2], strict=True))[:3]
    return None


def clean(text: str) -> str:
    """Return a short plain text; one with markup, control or direction signs is no text at all."""
    text = text.strip()
    plain = all(c.isalnum() or c in " -_.:,()/+" for c in text)
    return text if plain and len(text) <= _MAX_TEXT else ""
