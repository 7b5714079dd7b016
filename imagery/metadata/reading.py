"""From EXIF and XMP to one photo's facts, each with its origin, doubts as flags.

Runs in the child process; plain values only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from imagery.metadata import attitude, clock, optics, place, turning
from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.notes import Notes
from imagery.metadata.xmp import Xmp

DAMAGE = {
    "photo.exif_damaged",
    "photo.xmp_refused",
    "photo.bad_numbers",
    "photo.gps_invalid",
    "photo.gps_null_island",
    "photo.gps_contradiction",
    "photo.time_invalid",
    "photo.orientation_invalid",
}
"""The flags that speak of damaged metadata; the others of what is missing or unsure."""


def read(exif: Exif, xmp: Xmp, *, width: int, height: int, now: datetime) -> dict[str, Any]:
    """Return the facts as plain JSON values (``PhotoFacts`` without ground and quality)."""
    notes = Notes()
    if exif.damaged:
        notes.flags.append("photo.exif_damaged")
    if xmp.refused:
        notes.flags.append("photo.xmp_refused")
    if xmp.bad:
        notes.flags.append("photo.bad_numbers")
    place.read(notes, exif, xmp)
    attitude.read(notes, exif, xmp)
    clock.read(notes, exif, xmp, now)
    optics.read(notes, exif, xmp, width, height)
    orientation = _orientation(notes, exif)
    turning.read(notes, orientation)
    return {
        **notes.values,
        "make": exif.text(ex.MAKE),
        "model": exif.text(ex.MODEL),
        "width": width,
        "height": height,
        "orientation": orientation,
        "origins": notes.origins,
        "flags": notes.flags,
        "measures": notes.measures,
    }


def _orientation(notes: Notes, exif: Exif) -> int:
    value = exif.main.get(ex.ORIENTATION, 1)
    if isinstance(value, int) and 1 <= value <= 8:
        return value
    notes.flags.append("photo.orientation_invalid")
    return 1
