"""``imagery log FILE``: the track a flight log holds, what was left out of it and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.messages import text
from imagery.cli import _naming, lang
from imagery.logs import FlightLog, take_log

SUMMARY = "Read the track of a flight log; nothing is stored."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--order",
        choices=("lonlat", "latlon"),
        help="which coordinate stands first, for a log that does not prove it",
    )


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Read one file; what its reasons mean is said on stderr."""
    with _naming.about(args.file, "FILE"):
        log = take_log(args.file, filename=args.file.name, order=args.order)
    _explain(log)
    yield {
        "kind": log.kind,
        "points": len(log.points) or len(log.planned),
        "dropped": sum(log.dropped.values()),
        "started_at": log.started_at.isoformat() if log.started_at else None,
        "ended_at": log.ended_at.isoformat() if log.ended_at else None,
        "track": log.track,
        "reasons": [*log.reasons, *(code for code in log.dropped if code not in log.reasons)],
    }


def _explain(log: FlightLog) -> None:
    for code in log.reasons:
        print(f"{code}: {text(code, lang())}", file=sys.stderr)
    for code, count in log.dropped.items():
        print(f"{code} × {count}: {text(code, lang())}", file=sys.stderr)
    for order, (lon, lat) in log.asked.items():
        print(f"--order {order}: {lon}, {lat}", file=sys.stderr)
