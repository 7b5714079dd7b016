"""Where the sun stood: the height of a thing is its shadow's length times the tangent of this.

Low-precision solar coordinates after J. Meeus, *Astronomical Algorithms*, 2nd ed. 1998, ch. 25
(the formulas of NOAA's solar calculator); better than 0.02 degrees from 1950 to 2050. Refraction
is left out: below 5 degrees no shadow is measured anyway.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from geo.crs import LonLat
from ledger.models import Scene

HALF_DISC_DEG = 0.27
"""A shadow's edge is soft by the sun's radius."""
LEAST_ELEVATION_DEG = 5.0
SPREAD_MIN = {"satellite": 0.5, "frame": 1.0}
"""Minutes by which an image's own time may be off its pixels' (a mosaic is a whole flight)."""
OTHER_SPREAD_MIN = 10.0
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Sun:
    """The sun above the horizon, degrees; azimuth clockwise from north."""

    elevation_deg: float
    azimuth_deg: float
    uncertainty_deg: float = 0.0
    """Of the elevation: the image's time, and the sun's half disc."""


def sun_of(scene: Scene, lonlat: LonLat) -> Sun | None:
    """Return where the sun stood when a scene was taken; None when its hour is not known.

    A date without an hour is stored as midnight UTC, so that moment is taken for no hour at all.
    """
    moment = scene.taken_at
    if moment is None or _is_date(moment):
        return None
    told = scene.taken_at_origin == "metadata"
    minutes = SPREAD_MIN.get(scene.source_kind, OTHER_SPREAD_MIN) if told else OTHER_SPREAD_MIN
    sun = position(moment, lonlat)
    if sun.elevation_deg < LEAST_ELEVATION_DEG:
        return None
    spread = timedelta(minutes=minutes)
    beside = [position(moment + step, lonlat).elevation_deg for step in (-spread, spread)]
    off = max(abs(other - sun.elevation_deg) for other in beside)
    return Sun(
        elevation_deg=round(sun.elevation_deg, 3),
        azimuth_deg=round(sun.azimuth_deg, 3),
        uncertainty_deg=round(off + HALF_DISC_DEG, 3),
    )


def position(moment: datetime, lonlat: LonLat) -> Sun:
    """Return the geometric position of the sun's centre at a moment (aware) and place."""
    days = (moment.astimezone(UTC) - J2000) / timedelta(days=1)
    right_ascension, declination = _equatorial(days / 36525)
    sidereal = 280.46061837 + 360.98564736629 * days + lonlat[0]
    hour_angle = math.radians(sidereal) - right_ascension
    lat = math.radians(lonlat[1])
    up = math.sin(lat) * math.sin(declination)
    up += math.cos(lat) * math.cos(declination) * math.cos(hour_angle)
    north = math.cos(lat) * math.sin(declination)
    north -= math.sin(lat) * math.cos(declination) * math.cos(hour_angle)
    east = -math.cos(declination) * math.sin(hour_angle)
    return Sun(
        elevation_deg=math.degrees(math.asin(max(-1.0, min(1.0, up)))),
        azimuth_deg=math.degrees(math.atan2(east, north)) % 360,
    )


def _equatorial(centuries: float) -> tuple[float, float]:
    """Return the apparent right ascension and declination in radians."""
    t = centuries
    mean_longitude = 280.46646 + t * (36000.76983 + t * 0.0003032)
    anomaly = math.radians(357.52911 + t * (35999.05029 - 0.0001537 * t))
    centre = math.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t))
    centre += math.sin(2 * anomaly) * (0.019993 - 0.000101 * t) + math.sin(3 * anomaly) * 0.000289
    node = math.radians(125.04 - 1934.136 * t)
    longitude = math.radians(mean_longitude + centre - 0.00569 - 0.00478 * math.sin(node))
    tilt = 23.439291 - t * (0.0130042 + t * (0.00000016 - 0.000000504 * t))
    obliquity = math.radians(tilt + 0.00256 * math.cos(node))
    right = math.atan2(math.cos(obliquity) * math.sin(longitude), math.cos(longitude))
    return right, math.asin(math.sin(obliquity) * math.sin(longitude))


def _is_date(moment: datetime) -> bool:
    at = moment.astimezone(UTC)
    return (at.hour, at.minute, at.second) == (0, 0, 0)
