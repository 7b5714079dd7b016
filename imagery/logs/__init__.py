"""Flight logs: where the aircraft was and when, from the telemetry of many makers.

A log's bytes are parsed in the child process of ``imagery.sandbox``; the packages that read
binary logs are imported there only (``docs/adr/0017``).
"""

from __future__ import annotations

from imagery import log_messages as _log_messages  # noqa: F401  (registers the words)
from imagery import messages as _messages  # noqa: F401
from imagery.logs.answer import order_near
from imagery.logs.clock import ClockOffset, clock_offset
from imagery.logs.facts import FlightLog, TrackPoint
from imagery.logs.position import at, at_offset
from imagery.logs.profile import decimated
from imagery.logs.sniff import is_log
from imagery.logs.taking import take_log

__all__ = [
    "ClockOffset",
    "FlightLog",
    "TrackPoint",
    "at",
    "at_offset",
    "clock_offset",
    "decimated",
    "is_log",
    "order_near",
    "take_log",
]
