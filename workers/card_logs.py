"""The logs on a card: read in the sandbox, kept with the flight, their bytes in the media store."""

from __future__ import annotations

from pathlib import Path

from imagery import logs
from imagery.logs import FlightLog
from ledger import flights
from ledger.flights import LogRecord
from ledger.models import Flight, Job
from workers.context import Context


def is_log(path: Path, name: str) -> bool:
    """Whether a file is a flight log, by its content."""
    return logs.is_log(path, name) is not None


def read(ctx: Context, name: str, path: Path, *, order: str | None = None) -> LogRecord:
    """Read a log for the ledger.

    Parameters
    ----------
    order : str, optional
        A person's answer to in which order it writes its coordinates.

    Raises
    ------
    Refused
        ``log.*``, ``intake.*``.
    """
    return record_of(logs.take_log(path, filename=name, out_dir=ctx.temp, order=order), name)


def record_of(log: FlightLog, name: str) -> LogRecord:
    """Return what the ledger keeps of a log: its track thinned out, its points counted.

    A mission's way is no track: it says where an aircraft was to fly, not where it flew.
    """
    heights = [p.height_agl_m for p in log.points if p.height_agl_m is not None]
    shown = logs.decimated(log.points)
    line = [[step["lon"], step["lat"]] for step in shown]
    return LogRecord(
        sha256=log.sha256,
        filename=name,
        kind=log.kind,
        points=len(log.points),
        dropped=dict(log.dropped),
        reasons=log.reasons,
        asked={order: list(place) for order, place in log.asked.items()},
        started_at=log.started_at,
        ended_at=log.ended_at,
        track={"type": "LineString", "coordinates": line} if len(line) > 1 else None,
        profile=shown,
        max_height_m=max(heights, default=None),
    )


def store(ctx: Context, job: Job, record: LogRecord, path: Path) -> None:
    """Keep a log: its bytes first, so that a row never names a file that is not there."""
    ctx.store.put_file(path)
    with ctx.writing() as session:
        flights.store_log(session, session.get_one(Flight, job.subject_id), record)
