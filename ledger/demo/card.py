"""A drone card of files that are here already, handed to the workers like an uploaded one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from ledger import flights, uploads
from ledger.media import sha256_of
from ledger.models import Job, Station, User
from settings import Settings


@dataclass(frozen=True, kw_only=True)
class CardFile:
    """One photo of a card."""

    name: str
    path: Path


def hand_over(
    session: Session,
    settings: Settings,
    *,
    station: Station,
    name: str,
    files: Sequence[CardFile],
    pilot: User,
) -> Job:
    """Open a flight, pack the files as one upload and enqueue its intake."""
    flight = flights.open_flight(session, station=station, name=name, actor=pilot)
    packed = settings.home / "uploads" / f"demo-{flight.id}.zip"
    packed.parent.mkdir(parents=True, exist_ok=True)
    try:
        _pack(packed, files)
        upload = uploads.create(
            session,
            settings,
            owner=pilot,
            filename=f"{station.code}.zip",
            length=packed.stat().st_size,
            details={"source_kind": "card", "station": station.code, "flight": flight.id},
        )
        upload.sha256 = sha256_of(packed)
        packed.replace(uploads.path_of(settings, upload.id))
    finally:
        packed.unlink(missing_ok=True)
    upload.offset, upload.state = upload.length, "complete"
    session.flush()
    return flights.receive_card(session, settings, flight, [upload.id], actor=pilot)


def _pack(path: Path, files: Sequence[CardFile]) -> None:
    # JPEG does not shrink: stored members take a tenth of the time.
    with path.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for file in files:
                archive.write(file.path, f"DCIM/100MEDIA/{file.name}")
        stream.flush()
        os.fsync(stream.fileno())
