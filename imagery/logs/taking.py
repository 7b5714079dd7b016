"""Takes one flight log in: what kind it is, then the child process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.hashing import sha256_of
from imagery.limits import Limits
from imagery.logs.facts import FlightLog, Order, TrackPoint
from imagery.logs.sniff import is_log
from imagery.logs.table import COLUMNS
from imagery.sandbox import running
from imagery.sandbox.workfolder import work_folder

_MAX_BYTES = {"ulg": 512 * 2**20, "bin": 512 * 2**20, "tlog": 512 * 2**20}
_MAX_TEXT_BYTES = 96 * 2**20
_MISSIONS = {"plan", "waypoints"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDERS = (None, "lonlat", "latlon")
LIMITS = Limits(memory_mb=900, data_mb=400, cpu_seconds=8, wall_seconds=30)
"""Of a small log; a large one gets a second for each megabyte more."""


def take_log(
    path: Path,
    *,
    filename: str,
    out_dir: Path | None = None,
    order: Order | None = None,
    limits: Limits = LIMITS,
) -> FlightLog:
    """Read a flight log; nothing is stored.

    Parameters
    ----------
    path : Path
        The file as it came in; never changed.
    filename : str
        The name it came with; content decides.
    out_dir : Path, optional
        Where the child's work folder is made and removed; a folder of the system's else.
    order : str, optional
        ``lonlat`` or ``latlon``, a person's answer for a log whose order cannot be proven. An
        answer that the log itself disproves is refused.

    Raises
    ------
    Refused
        ``log.kind_not_allowed`` and the other ``log.*``, ``card.*`` and ``intake.*`` codes.
    """
    if order not in _ORDERS:
        raise Refused("log.order_unknown", order=str(order)[:20])
    kind = _checked(path, filename)
    params: dict[str, Any] = {"kind": kind, "order": order, "filename": filename[-120:]}
    with _folder(out_dir) as folder, work_folder(folder, path) as work:
        params |= {"source": str(work / "input"), "table": str(work / "points.f64")}
        told = running.run("log", params, work=work, limits=_limits(limits, path))
        table = _table(work / "points.f64")
    return _log(told, table, sha256_of(path))


def _limits(limits: Limits, path: Path) -> Limits:
    megabytes = path.stat().st_size // 2**20
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + megabytes,
        wall_seconds=limits.wall_seconds + 3 * megabytes,
    )


@contextmanager
def _folder(out_dir: Path | None) -> Iterator[Path]:
    if out_dir:
        yield out_dir
        return
    with tempfile.TemporaryDirectory(prefix="imagery-log-") as folder:
        yield Path(folder)


def _checked(path: Path, filename: str) -> str:
    if not path.is_file():
        raise Refused("intake.not_a_file")
    size = path.stat().st_size
    if size == 0:
        raise Refused("intake.empty")
    kind = is_log(path, filename)
    if kind is None:
        raise Refused("log.kind_not_allowed")
    limit = _MAX_BYTES.get(kind, _MAX_TEXT_BYTES)
    if size > limit:
        raise Refused("intake.too_many_bytes", megabytes=size // 2**20, limit=limit // 2**20)
    return kind


def _table(file: Path) -> NDArray[np.float64]:
    """Read the child's points: plain numbers, whatever became of the child."""
    data = file.read_bytes() if file.is_file() else b""
    return np.frombuffer(data, dtype="<f8").reshape(-1, len(COLUMNS))


def _log(told: dict[str, Any], table: NDArray[np.float64], sha256: str) -> FlightLog:
    points = tuple(_point(row) for row in table.tolist())
    planned = not told["flown"]
    return FlightLog(
        kind=told["kind"],
        points=() if planned else points,
        planned=points if planned else (),
        dropped=told["dropped"],
        started_at=_moment(told["started_s"]),
        ended_at=_moment(told["ended_s"]),
        reasons=tuple(told["reasons"]),
        asked={order: (place[0], place[1]) for order, place in told["asked"].items()},
        sha256=sha256,
    )


def _point(row: list[float]) -> TrackPoint:
    known = {name: value for name, value in zip(COLUMNS, row, strict=True) if value == value}  # noqa: PLR0124  (NaN is unknown)
    at = known.pop("at_s", None)
    return TrackPoint(at=_moment(at), **known)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else _EPOCH + timedelta(microseconds=round(seconds * 1e6))
