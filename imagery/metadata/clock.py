"""When a photo says it was taken, in UTC, and how that was known."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.notes import Notes
from imagery.metadata.xmp import Xmp

_STAMP = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?Z?")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_FRACTION = re.compile(r"\d{1,6}")
_CHINA = (73.0, 18.0, 135.1, 53.6)
_EARLIEST_YEAR = 1990


def read(notes: Notes, exif: Exif, xmp: Xmp, now: datetime) -> None:
    """Take DateTimeOriginal with its offset, else the offset that GPS shows, else by place."""
    text = exif.text(ex.TAKEN, "exif") or exif.text(ex.DATE)
    local = _stamp(text)
    if local is None or local.year < _EARLIEST_YEAR:
        notes.flags.append("photo.time_invalid" if text else "photo.time_missing")
        return
    offset = _OFFSET.fullmatch(exif.text(ex.TAKEN_OFFSET, "exif"))
    gps, said = _gps_utc(exif), _stamp(xmp.texts.get("utc", ""))
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        at, origin = local - (shift if offset[1] == "+" else -shift), "exif"
    elif gps and _whole_quarters(local - gps):
        at, origin = gps, "gps"
    elif said and _whole_quarters(local - said):
        at, origin = said, "xmp"
    else:
        at, origin = local - _assumed_offset(notes), "exif"
        notes.flags.append("photo.zone_assumed")
    if at.replace(tzinfo=UTC) > now + timedelta(days=1):
        notes.flags.append("photo.time_invalid")
        return
    moment = at + _fraction(exif) if origin == "exif" else at
    notes.take("taken_at", moment.replace(tzinfo=UTC).isoformat(), origin)


def _stamp(text: str) -> datetime | None:
    """Return a naive moment; year 9999 and month 0 are none."""
    match = _STAMP.fullmatch(text.strip())
    try:
        at = datetime(*(int(part) for part in match.groups())) if match else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return at if at and at.year < 9998 else None


def _fraction(exif: Exif) -> timedelta:
    """Return the part of a second that a clock without one leaves out."""
    text = exif.text(ex.TAKEN_FRACTION, "exif")
    return timedelta(seconds=float(f"0.{text}")) if _FRACTION.fullmatch(text) else timedelta()


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


def _assumed_offset(notes: Notes) -> timedelta:
    """Return UTC+8 in China and without a position, elsewhere the hour of the longitude."""
    lon, lat = notes.values.get("lon"), notes.values.get("lat")
    west, south, east, north = _CHINA
    if lon is None or lat is None or (west <= lon <= east and south <= lat <= north):
        return timedelta(hours=8)
    return timezone(timedelta(hours=round(lon / 15))).utcoffset(None)
