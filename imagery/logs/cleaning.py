"""From what a log holds to what was flown: points without a fix and impossible ones go, counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from imagery.logs import jumps, table
from imagery.logs.table import Array, Reading

_NULL_ISLAND_DEG = 0.01
_YEAR_2000_S, _DAY_S = 946_684_800.0, 86_400.0
_CHINA = (73.0, 18.0, 135.1, 53.6)
_PLAUSIBLE = {
    table.HEIGHT: (-1_000.0, 20_000.0),
    table.ALTITUDE: (-1_000.0, 20_000.0),
    table.SPEED: (0.0, 150.0),
    table.YAW: (-360.0, 360.0),
    table.GIMBAL_YAW: (-720.0, 720.0),
    table.GIMBAL_PITCH: (-180.0, 180.0),
}
_Mask = NDArray[np.bool_]


@dataclass(kw_only=True)
class Cleaned:
    """The rows that are left, what was left out by code, when the log ran, what is to be said."""

    rows: Array
    dropped: dict[str, int]
    started_s: float | None
    ended_s: float | None
    reasons: list[str] = field(default_factory=list)


def clean(reading: Reading, *, now_s: float) -> Cleaned:
    """Leave out what no aircraft flew.

    Parameters
    ----------
    reading : Reading
        Its ``lon`` and ``lat`` filled in; NaN where the record had no position.
    now_s : float
        Seconds since 1970; times more than a day later are none.

    Returns
    -------
    Cleaned
        Codes counted: ``log.no_position``, ``log.not_a_number``, ``log.out_of_range``,
        ``log.no_fix`` (fix type below 3, or 0,0), ``log.time_invalid``, ``log.jump``.
    """
    rows, reasons = _measured(reading.rows), list(reading.reasons)
    no_fix = np.zeros(len(rows), bool) if reading.no_fix is None else reading.no_fix
    dropped: dict[str, int] = {}
    kept = np.ones(len(rows), bool)
    for code, wrong in _faults(rows, no_fix):
        _count(dropped, code, kept & wrong)
        kept &= ~wrong
    if reading.local_clock:
        _to_utc(rows, kept, reasons)
    wrong = _times(rows, now_s, reasons if reading.flown else [])
    _count(dropped, "log.time_invalid", kept & wrong)
    left, moved = _sorted(rows[kept & ~wrong])
    if moved:
        reasons.append("log.time_disordered")
    if reading.flown:
        impossible = jumps.impossible(left)
        _count(dropped, "log.jump", impossible)
        left = left[~impossible]
    _offsets(left)
    started, ended = _span(left if len(left) else rows)
    return Cleaned(rows=left, dropped=dropped, started_s=started, ended_s=ended, reasons=reasons)


def _count(dropped: dict[str, int], code: str, wrong: _Mask) -> None:
    if wrong.any():
        dropped[code] = dropped.get(code, 0) + int(wrong.sum())


def _measured(rows: Array) -> Array:
    """Return the rows without impossible heights, speeds and angles."""
    rows = rows.copy()
    for column, (least, most) in _PLAUSIBLE.items():
        values = rows[:, column]
        with np.errstate(invalid="ignore"):
            values[~((values >= least) & (values <= most))] = np.nan
    for column in (table.YAW, table.GIMBAL_YAW):
        rows[:, column] %= 360.0
    return rows


def _faults(rows: Array, no_fix: _Mask) -> list[tuple[str, _Mask]]:
    lon, lat = rows[:, table.LON], rows[:, table.LAT]
    absent = np.isnan(lon) | np.isnan(lat)
    unreadable = np.isinf(lon) | np.isinf(lat)
    with np.errstate(invalid="ignore"):
        null = (np.abs(lon) < _NULL_ISLAND_DEG) & (np.abs(lat) < _NULL_ISLAND_DEG)
        outside = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    return [
        ("log.no_position", absent & ~unreadable),
        ("log.not_a_number", unreadable),
        ("log.out_of_range", outside),
        ("log.no_fix", null | no_fix),
    ]


def _times(rows: Array, now_s: float, reasons: list[str]) -> _Mask:
    """Take impossible times away; return the records to drop for theirs, if others have some."""
    at = rows[:, table.AT]
    with np.errstate(invalid="ignore"):
        wrong = ~((at >= _YEAR_2000_S) & (at <= now_s + _DAY_S))
    claimed = ~np.isnan(at)
    at[wrong] = np.nan
    if not wrong.all():
        return wrong
    if claimed.any():
        reasons.append("log.time_invalid")
    reasons.append("log.no_clock")
    return np.zeros(len(rows), bool)


def _sorted(rows: Array) -> tuple[Array, bool]:
    """Return the rows in time's order and whether they were not."""
    for column in (table.AT, table.OFFSET):
        times = rows[:, column]
        if len(times) and not np.isnan(times).any():
            if not (np.diff(times) < 0).any():
                return rows, False
            return rows[np.argsort(times, kind="stable")], True
    return rows, False


def _to_utc(rows: Array, kept: _Mask, reasons: list[str]) -> None:
    """Take a clock on the spot to UTC."""
    if np.isnan(rows[:, table.AT]).all():
        return
    places = rows[kept]
    lonlat = None
    if len(places):
        lonlat = (float(np.median(places[:, table.LON])), float(np.median(places[:, table.LAT])))
    reasons.append("log.zone_assumed")
    rows[:, table.AT] -= assumed_zone_s(lonlat)


def assumed_zone_s(lonlat: tuple[float, float] | None) -> float:
    """Return UTC+8 in China and without a position, elsewhere the hour of the longitude.

    The same as for photos, so that both are wrong by the same where it is wrong.
    """
    west, south, east, north = _CHINA
    if lonlat is None or (west <= lonlat[0] <= east and south <= lonlat[1] <= north):
        return 8 * 3600.0
    return round(lonlat[0] / 15) * 3600.0


def _offsets(rows: Array) -> None:
    """Fill in what a log does not count itself: seconds since its first point."""
    offset = rows[:, table.OFFSET]
    if not np.isnan(offset).any():
        return
    at = rows[:, table.AT]
    offset[:] = np.nan_to_num(at - at[0]) if len(at) else offset


def _span(rows: Array) -> tuple[float | None, float | None]:
    at = rows[:, table.AT]
    at = at[np.isfinite(at)]
    return (float(at.min()), float(at.max())) if len(at) else (None, None)
