"""The logs of a flight read again: their points, and how far the camera's clock is off theirs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from geo.errors import NotFound, Refused
from imagery import logs
from imagery.logs import ClockOffset, FlightLog, TrackPoint
from imagery.video import paired
from ledger.models import FlightLog as LogRow
from workers.context import Context

UNCHECKED = "photo.clock_unchecked"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Flown:
    """One log that was flown; ``order`` of its coordinates where the file did not prove it."""

    row_id: int
    filename: str
    log: FlightLog
    order: str = ""
    clock: ClockOffset | None = None

    @property
    def track(self) -> list[tuple[datetime, float, float]]:
        """Its moments by its own clock (empty for a log without one)."""
        return [(point.at, point.lon, point.lat) for point in self.log.points if point.at]


def read_all(
    ctx: Context, rows: Sequence[LogRow], places: Sequence[tuple[float, float]]
) -> list[Flown]:
    """Read the stored bytes of logs in the sandbox; one that is gone or refused is left out.

    Parameters
    ----------
    places : sequence of (lon, lat)
        Of the photos and the station: where the flight was, for logs of unproven order.
    """
    found = []
    for row in rows:
        ctx.check_cancel()
        asking = FlightLog(kind=row.kind, asked={k: (v[0], v[1]) for k, v in row.asked.items()})
        order = row.order or logs.order_near(asking, places) or ""
        try:
            path = ctx.store.local_path(row.sha256)
            read = logs.take_log(path, filename=row.filename, out_dir=ctx.temp, order=order or None)
        except (Refused, NotFound) as refusal:
            _log.warning("log %d was not read again: %s", row.id, refusal)
            continue
        if read.points:
            found.append(Flown(row.id, row.filename, read, order))
    return found


def clocked(flown: Flown, photos: Sequence[tuple[datetime, float, float]]) -> Flown:
    """Return a log with its clock compared with that of placed photos, where both tell."""
    offset = logs.clock_offset(flown.log.points, photos) if photos else None
    return replace(flown, clock=offset)


def best_clock(flown: Sequence[Flown]) -> dict[str, Any]:
    """Return the clock offset that most photos agree on, with the log's name; {} without one."""
    known = [one for one in flown if one.clock is not None]
    if not known:
        return {}
    best = max(known, key=lambda one: one.clock.matched if one.clock else 0)
    assert best.clock is not None  # noqa: S101  (chosen among those that have one)
    return asdict(best.clock) | {"log": best.filename}


def where(
    flown: Sequence[Flown], taken_at: datetime, offset_s: float | None
) -> tuple[TrackPoint, tuple[str, ...]] | None:
    """Return where a camera was by the logs, and what to know of that answer.

    Parameters
    ----------
    offset_s : float or None
        The camera's clock against the logs'; None: unknown, taken as right and said so.
    """
    for one in flown:
        own = one.clock.seconds if one.clock else offset_s
        moment = taken_at + timedelta(seconds=own or 0.0)
        point = logs.at(one.log.points, moment)
        if point is not None:
            return point, () if own is not None else (UNCHECKED,)
    return None


def where_in_video(flown: Sequence[Flown], video: str, offset_s: float) -> TrackPoint | None:
    """Return where a video's still was taken, by the subtitles of the same name."""
    stem = PurePath(video).stem.lower()
    for one in flown:
        if one.log.kind == "srt" and PurePath(one.filename).stem.lower() == stem:
            (frame,) = paired([(offset_s, Path(video))], one.log)
            return frame.point
    return None
