"""When a picture was taken, from its metadata or its file name.

A time without a zone is read as China Standard Time (UTC+8), a bare date as noon of that day
there; both are said in ``why``. A satellite product's ``20180723T105621`` is UTC by convention.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
_EARLIEST_YEAR = 1970
_ACQUIRED = (
    "acquisition_datetime",
    "acquisition_date",
    "date_acquired",
    "sensing_time",
    "product_start_time",
    "datetime",
    "acquired",
    "date",
)
_WRITTEN = "tifftag_datetime"
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d{6})T(\d{6})(?!\d)")
_NAME_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_TEXT = re.compile(
    r"\s*(\d{4})[-:/]?(\d\d)[-:/]?(\d\d)"
    r"(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?\s*$"
)


@dataclass(frozen=True)
class Moment:
    """A capture time in UTC, its origin (metadata, filename or empty) and ``guess.*`` codes."""

    at: datetime | None = None
    origin: str = ""
    why: tuple[str, ...] = ()


def guess(tags: Mapping[str, str], filename: str, *, now: datetime | None = None) -> Moment:
    """Return the best moment: a capture tag, else the file name, else the file's own date.

    A TIFF DateTime that is later than the date in the name is when the file was written.
    """
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    lower = {key.lower(): value for key, value in tags.items()}
    for key in _ACQUIRED:
        moment = parse(lower.get(key, ""), latest=latest)
        if moment.at:
            return Moment(moment.at, "metadata", ("guess.time_from_metadata", *moment.why))
    named = from_name(filename, latest=latest)
    written = parse(lower.get(_WRITTEN, ""), latest=latest)
    if written.at and not (named.at and named.at < written.at - timedelta(days=1)):
        return Moment(written.at, "metadata", ("guess.time_from_metadata", *written.why))
    return named


def parse(text: str, *, latest: datetime) -> Moment:
    """Parse one metadata value (ISO or EXIF style); anything else gives an empty moment."""
    match = _TEXT.match(text[:64])
    if not match:
        return Moment()
    year, month, day, hour, minute, second, zone = match.groups()
    bare = hour is None
    try:
        at = datetime(
            *(int(year), int(month), int(day)),
            *((12, 0, 0) if bare else (int(hour), int(minute), int(second or 0))),
            tzinfo=_zone(zone),
        )
    except ValueError:
        return Moment()
    why = ("guess.noon_assumed",) if bare else () if zone else ("guess.zone_assumed",)
    return _plausible(at, latest, "metadata", why)


def from_name(filename: str, *, latest: datetime) -> Moment:
    """Return the date in a file name."""
    stamp = _STAMP.search(filename)
    try:
        if stamp:
            at = datetime.strptime(stamp[1] + stamp[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            return _plausible(at, latest, "filename", ("guess.time_from_name",))
        date = _NAME_DATE.search(filename)
        if date:
            at = datetime(int(date[1]), int(date[3]), int(date[4]), 12, tzinfo=BEIJING)
            why = ("guess.time_from_name", "guess.noon_assumed")
            return _plausible(at, latest, "filename", why)
    except ValueError:  # digits that look like a date and are none, such as 20231399
        return Moment()
    return Moment()


def _plausible(at: datetime, latest: datetime, origin: str, why: tuple[str, ...]) -> Moment:
    if at.year < _EARLIEST_YEAR or at.year > 9998 or at > latest:
        return Moment()
    return Moment(at.astimezone(UTC), origin, why)


def _zone(text: str | None) -> timezone:
    if text is None:
        return BEIJING
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
