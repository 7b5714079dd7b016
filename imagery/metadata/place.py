"""Where a photo says it was taken, and how sure it is."""

from __future__ import annotations

import math

from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.notes import Notes
from imagery.metadata.xmp import Xmp

_NULL_ISLAND_DEG = 0.01
_AGREE_DEG = 0.002
_ALTITUDES_M = (-500.0, 10_000.0)
_RTK_SINGLE = 16
Place = tuple[float, float]


def read(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Take EXIF's position, else XMP's; a damaged or contradicting one is no position."""
    stated = ex.LAT in exif.gps or ex.LON in exif.gps
    found = _exif_position(exif)
    said = (xmp.numbers.get("lon"), xmp.numbers.get("lat"))
    if (stated and found is None) or {"lon", "lat"} & xmp.bad:
        notes.flags += ["photo.gps_invalid", "photo.unplaced"]
        return
    origin = "exif" if found else "xmp"
    if found is None:
        found = _on_earth(*said)
    if found is None:
        notes.flags.append("photo.unplaced")
    elif max(map(abs, found)) < _NULL_ISLAND_DEG:
        notes.flags += ["photo.gps_null_island", "photo.unplaced"]
    elif exif.text(ex.STATUS, "gps").upper() == "V":
        notes.flags += ["photo.gps_no_fix", "photo.unplaced"]
    elif origin == "exif" and _contradicts(found, said):
        notes.flags += ["photo.gps_contradiction", "photo.unplaced"]
    else:
        notes.take("lon", found[0], origin)
        notes.take("lat", found[1], origin)
        _altitude(notes, exif, xmp)
        _accuracy(notes, exif, xmp)


def _contradicts(found: Place, said: tuple[float | None, float | None]) -> bool:
    pairs = [(a, b) for a, b in zip(found, said, strict=True) if b]
    return any(abs(a - b) > _AGREE_DEG for a, b in pairs)


def _exif_position(exif: Exif) -> Place | None:
    lat, lon = ex.ratios(exif.gps.get(ex.LAT)), ex.ratios(exif.gps.get(ex.LON))
    north, east = exif.text(ex.LAT_REF, "gps").upper(), exif.text(ex.LON_REF, "gps").upper()
    if not lat or not lon or north not in {"N", "S"} or east not in {"E", "W"}:
        return None
    if any(
        v < 0 or (place and v >= 60.0001) for part in (lat, lon) for place, v in enumerate(part)
    ):
        return None
    signed_lat = _degrees(lat) * (1 if north == "N" else -1)
    signed_lon = _degrees(lon) * (1 if east == "E" else -1)
    return _on_earth(signed_lon, signed_lat)


def _degrees(parts: tuple[float, ...]) -> float:
    return math.fsum(part / 60.0**place for place, part in enumerate(parts))


def _on_earth(lon: float | None, lat: float | None) -> Place | None:
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return lon, lat


def _altitude(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Take the height above the sea; below it when EXIF's reference is 1."""
    stated = exif.number(ex.ALT, "gps")
    if stated is not None and exif.number(ex.ALT_REF, "gps") == 1:
        stated = -stated
    low, high = _ALTITUDES_M
    if stated is not None and low <= stated <= high:
        notes.take("altitude_m", round(stated, 3), "exif")
    notes.take("altitude_m", xmp.numbers.get("altitude_m"), "xmp")


def _accuracy(notes: Notes, exif: Exif, xmp: Xmp) -> None:
    """Take what an RTK receiver says of its error in plan, else what another receiver says."""
    said = xmp.numbers
    flag = said.get("rtk_flag")
    if flag is not None and flag < _RTK_SINGLE:
        notes.flags.append("photo.rtk_failed")
    elif "rtk_east_m" in said and "rtk_north_m" in said:
        spread = math.hypot(said["rtk_east_m"], said["rtk_north_m"])
        notes.take("accuracy_m", round(spread, 4), "xmp")
    notes.take("accuracy_m", said.get("accuracy_m"), "xmp")
    error = exif.number(ex.GPS_ERROR, "gps")
    notes.take("accuracy_m", error if error and error > 0 else None, "exif")
