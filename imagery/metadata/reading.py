"""From EXIF and XMP to one photo's facts, each with its origin, doubts as flags.

Runs in the child process; plain values only.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.xmp import Xmp

_STAMP = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_CHINA = (73.0, 18.0, 135.1, 53.6)
_NULL_ISLAND_DEG = 0.01
_AGREE_DEG = 0.002
_EARLIEST_YEAR = 1990


@dataclass
class _Notes:
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def take(self, name: str, value: float | None, origin: str) -> None:
        """Keep a value with its origin, unless there is one already."""
        if value is not None and name not in self.values:
            self.values[name] = value
            self.origins[name] = origin


def read(exif: Exif, xmp: Xmp, *, width: int, height: int, now: datetime) -> dict[str, Any]:
    """Return the facts as plain JSON values (``PhotoFacts`` without the footprint)."""
    notes = _Notes()
    if exif.damaged:
        notes.flags.append("photo.exif_damaged")
    if xmp.refused:
        notes.flags.append("photo.xmp_refused")
    if xmp.bad:
        notes.flags.append("photo.bad_numbers")
    _position(notes, exif, xmp)
    _pose(notes, exif, xmp)
    _time(notes, exif, now)
    orientation = _orientation(notes, exif)
    focal_px = _focal_px(exif, xmp, width, height)
    return {
        **notes.values,
        "focal_px": focal_px,
        "lens": {"focal_px": focal_px, "width": width, "height": height} if focal_px else {},
        "make": exif.text(ex.MAKE),
        "model": exif.text(ex.MODEL),
        "width": width,
        "height": height,
        "orientation": orientation,
        "origins": notes.origins,
        "flags": notes.flags,
    }


def _position(notes: _Notes, exif: Exif, xmp: Xmp) -> None:
    """Take EXIF's position, else XMP's; a damaged or contradicting one is no position."""
    stated = ex.LAT in exif.gps or ex.LON in exif.gps
    found = _exif_position(exif)
    said = (xmp.numbers.get("lon"), xmp.numbers.get("lat"))
    if (stated and found is None) or {"lon", "lat"} & xmp.bad:
        notes.flags += ["photo.gps_invalid", "photo.unplaced"]
        return
    origin = "exif" if found else "xmp"
    if found is None and None not in said and _on_earth(*said):
        found = said  # type: ignore[assignment]  # both are numbers
    if found is None:
        notes.flags.append("photo.unplaced")
    elif max(map(abs, found)) < _NULL_ISLAND_DEG:
        notes.flags += ["photo.gps_null_island", "photo.unplaced"]
    elif origin == "exif" and _contradicts(found, said):
        notes.flags += ["photo.gps_contradiction", "photo.unplaced"]
    else:
        notes.take("lon", found[0], origin)
        notes.take("lat", found[1], origin)


def _contradicts(found: tuple[float, float], said: tuple[float | None, float | None]) -> bool:
    pairs = [(a, b) for a, b in zip(found, said, strict=True) if b]
    return any(abs(a - b) > _AGREE_DEG for a, b in pairs)


def _exif_position(exif: Exif) -> tuple[float, float] | None:
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
    return (signed_lon, signed_lat) if _on_earth(signed_lon, signed_lat) else None


def _degrees(parts: tuple[float, ...]) -> float:
    return math.fsum(part / 60.0**place for place, part in enumerate(parts))


def _on_earth(lon: float | None, lat: float | None) -> bool:
    return lon is not None and lat is not None and abs(lon) <= 180 and abs(lat) <= 90


def _pose(notes: _Notes, exif: Exif, xmp: Xmp) -> None:
    for name in ("height_agl_m", "yaw_deg", "pitch_deg", "roll_deg"):
        notes.take(name, xmp.numbers.get(name), "xmp")
    notes.take("yaw_deg", xmp.numbers.get("flight_yaw_deg"), "xmp")
    if exif.text(ex.DIRECTION_REF, "gps").upper() == "T":
        direction = exif.number(ex.DIRECTION, "gps")
        notes.take(
            "yaw_deg", direction if direction is not None and direction <= 360 else None, "exif"
        )
    if "lon" in notes.values and "yaw_deg" in notes.values:
        notes.flags.append("photo.position_uncertain")


def _time(notes: _Notes, exif: Exif, now: datetime) -> None:
    """Take DateTimeOriginal with its offset, else the offset that GPS time shows, else by place."""
    text = exif.text(ex.TAKEN, "exif") or exif.text(ex.DATE)
    local = _stamp(text)
    if local is None or local.year < _EARLIEST_YEAR:
        notes.flags.append("photo.time_invalid" if text else "photo.time_missing")
        return
    offset = _OFFSET.fullmatch(exif.text(ex.TAKEN_OFFSET, "exif"))
    gps = _gps_utc(exif)
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        at, origin = local - (shift if offset[1] == "+" else -shift), "exif"
    elif gps and _whole_quarters(local - gps):
        at, origin = gps, "gps"
    else:
        at, origin = local - _assumed_offset(notes), "exif"
        notes.flags.append("photo.zone_assumed")
    if at.replace(tzinfo=UTC) > now + timedelta(days=1):
        notes.flags.append("photo.time_invalid")
        return
    notes.values["taken_at"] = at.replace(tzinfo=UTC).isoformat()
    notes.origins["taken_at"] = origin


def _stamp(text: str) -> datetime | None:
    """Return a naive moment; year 9999 and month 0 are none."""
    match = _STAMP.fullmatch(text.strip())
    try:
        at = datetime(*(int(part) for part in match.groups())) if match else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return at if at and at.year < 9998 else None


def _gps_utc(exif: Exif) -> datetime | None:
    clock = ex.ratios(exif.gps.get(ex.GPS_TIME))
    day = exif.text(ex.GPS_DATE, "gps")
    if not clock or len(clock) != 3 or clock[0] >= 24 or clock[1] >= 60 or clock[2] >= 61:
        return None
    midnight = _stamp(f"{day} 00:00:00")
    seconds = clock[0] * 3600 + clock[1] * 60 + int(clock[2])
    return midnight + timedelta(seconds=seconds) if midnight else None


def _whole_quarters(shift: timedelta) -> bool:
    """Whether a difference is a time zone: within 14 hours, near a multiple of 15 minutes."""
    seconds = shift.total_seconds()
    return abs(seconds) <= 14 * 3600 and abs(seconds - 900 * round(seconds / 900)) <= 120


def _assumed_offset(notes: _Notes) -> timedelta:
    """Return UTC+8 in China and without a position, elsewhere the hour of the longitude."""
    lon, lat = notes.values.get("lon"), notes.values.get("lat")
    west, south, east, north = _CHINA
    if lon is None or lat is None or (west <= lon <= east and south <= lat <= north):
        return timedelta(hours=8)
    return timezone(timedelta(hours=round(lon / 15))).utcoffset(None)


def _orientation(notes: _Notes, exif: Exif) -> int:
    value = exif.main.get(ex.ORIENTATION, 1)
    if isinstance(value, int) and 1 <= value <= 8:
        return value
    notes.flags.append("photo.orientation_invalid")
    return 1


def _focal_px(exif: Exif, xmp: Xmp, width: int, height: int) -> float | None:
    """Return the focal length in pixels: DJI's calibrated one, else from the 35 mm equivalent.

    The equivalent is by the diagonal (43.27 mm): a 4:3 sensor is then 34.6 mm wide, its 16:9 crop
    too; a 3:2 sensor 36 mm.
    """
    calibrated = xmp.numbers.get("focal_px")
    if calibrated:
        return calibrated
    equivalent = exif.number(ex.FOCAL_35MM, "exif")
    if not equivalent or not 5 <= equivalent <= 1000:
        return None
    long, short = max(width, height), min(width, height)
    sensor_mm = 36.0 if abs(long / short - 1.5) < 0.02 else 34.6
    return equivalent / sensor_mm * long
