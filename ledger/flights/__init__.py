"""Flights: from a drone card to photos on the ground, a mosaic and what may be evidence.

Everything here is written in the caller's transaction and may be written again without harm.
"""

from __future__ import annotations

from ledger import flight_messages as _messages  # noqa: F401  (registers the words)
from ledger.flights.checks import permitted_height_m, pilot_of, recheck
from ledger.flights.covering import store_coverage, usable
from ledger.flights.events import DRONE_NEAR, drone_near
from ledger.flights.evidence import NO_EVIDENCE, demand, flags_of, may_serve
from ledger.flights.fixing import GroundRecord, mark_duplicates, place_by_log, show_ground
from ledger.flights.logs import (
    LogRecord,
    answer_order,
    is_plan,
    settle_order,
    store_log,
    summarise,
)
from ledger.flights.mosaics import retire_frames, store_report, store_scene
from ledger.flights.neighbours import place_between
from ledger.flights.nudging import nudge, shift_of
from ledger.flights.opening import complete_uploads, open_flight
from ledger.flights.photos import UNCERTAIN, PhotoRecord, store_photo
from ledger.flights.photos import locked as locked_photos
from ledger.flights.placing import place_at, place_through
from ledger.flights.receiving import finish, receive_card, stop, wait_again
from ledger.flights.record import FIELDS, save_record
from ledger.flights.stages import STAGES, stages
from ledger.flights.surface import Surface, name_surface, surface_of
from ledger.flights.work import mosaic as mosaic_again
from ledger.flights.work import place as place_again

__all__ = [
    "DRONE_NEAR",
    "FIELDS",
    "NO_EVIDENCE",
    "STAGES",
    "UNCERTAIN",
    "GroundRecord",
    "LogRecord",
    "PhotoRecord",
    "Surface",
    "answer_order",
    "complete_uploads",
    "demand",
    "drone_near",
    "finish",
    "flags_of",
    "is_plan",
    "locked_photos",
    "mark_duplicates",
    "may_serve",
    "mosaic_again",
    "name_surface",
    "nudge",
    "open_flight",
    "permitted_height_m",
    "pilot_of",
    "place_again",
    "place_at",
    "place_between",
    "place_by_log",
    "place_through",
    "receive_card",
    "recheck",
    "retire_frames",
    "save_record",
    "settle_order",
    "shift_of",
    "show_ground",
    "stages",
    "stop",
    "store_coverage",
    "store_log",
    "store_photo",
    "store_report",
    "store_scene",
    "summarise",
    "surface_of",
    "usable",
    "wait_again",
]
