"""Flights: from a drone card to photos on the ground, a mosaic and what may be evidence.

Everything here is written in the caller's transaction and may be written again without harm.
"""

from __future__ import annotations

from ledger import flight_messages as _messages  # noqa: F401  (registers the words)
from ledger.flights.logs import LogRecord, store_log, summarise
from ledger.flights.opening import complete_uploads, open_flight
from ledger.flights.photos import UNCERTAIN, PhotoRecord, store_photo
from ledger.flights.receiving import finish, receive_card, stop, wait_again

__all__ = [
    "UNCERTAIN",
    "LogRecord",
    "PhotoRecord",
    "complete_uploads",
    "finish",
    "open_flight",
    "receive_card",
    "stop",
    "store_log",
    "store_photo",
    "summarise",
    "wait_again",
]
