"""Bytes of an upload from the wire to the disk, and the finished file to its room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from sqlalchemy.orm import Session
from werkzeug.exceptions import ClientDisconnected

from geo.errors import NotFound, XunzhanError
from ledger import flights, scenes, stations, uploads
from ledger.db import new_session, transaction
from ledger.models import Flight, Upload, User
from settings import Settings
from webapp import config, db

PIECE_BYTES = 8 * 1024 * 1024
READ_BYTES = 64 * 1024

Checksum = tuple[str, bytes]


def receive(upload_id: str, *, offset: int, body: IO[bytes], checksum: Checksum | None) -> int:
    """Append a request's body and return the new offset.

    Without a checksum every 8 MiB are on disk and in the row before the next are read, so a killed
    server loses at most one piece even of a body of gigabytes. With one, nothing counts until all
    of it matches.
    """
    if checksum is not None:
        return _append(upload_id, offset, _reads(body), checksum)
    for piece in _pieces(body):
        offset = _append(upload_id, offset, [piece], None)
    return offset


def hand_over(upload_id: str) -> None:
    """Give a complete file to the scenes or to its flight; a refusal is kept on the upload."""
    settings = config.current()
    try:
        with transaction(db.engine()) as session:
            upload = _row(session, upload_id, lock=True)
            if upload.state == "complete":
                _hand_over(session, settings, upload)
    except XunzhanError as refusal:
        with transaction(db.engine()) as session:
            upload = _row(session, upload_id)
            upload.state = "refused"
            problem = {"code": refusal.code, "params": dict(refusal.params)}
            upload.details = {**upload.details, "refusal": problem}


def _hand_over(session: Session, settings: Settings, upload: Upload) -> None:
    owner = session.get_one(User, upload.owner_id)
    kind = upload.details.get("source_kind", "")
    flight_id = upload.details.get("flight")
    if not (kind or flight_id or upload.details.get("station")):
        return  # a file that declares nothing is proof, left for the form that sent it
    if kind == "photo" or (flight_id and kind != "card"):
        # The photos of a flight are taken in together when the flight is finished.
        upload.flight_id = _flight_of(session, upload, owner).id
    elif kind == "card":
        flight = _flight_of(session, upload, owner)
        flights.receive_card(session, settings, flight, [upload.id], actor=owner)
    else:
        scenes.receive(session, settings, upload, actor=owner)


def _flight_of(session: Session, upload: Upload, owner: User) -> Flight:
    if number := upload.details.get("flight"):
        flight = session.get(Flight, number)
        if flight is None:
            raise NotFound("upload.unknown_flight", value=number)
        return flight
    station = stations.by_code(session, upload.details.get("station", ""))
    return flights.open_flight(session, station=station, name=upload.filename, actor=owner)


def _append(upload_id: str, offset: int, data: Iterable[bytes], checksum: Checksum | None) -> int:
    with new_session(db.engine()) as session:
        return uploads.append(
            session,
            config.current(),
            _row(session, upload_id),
            offset=offset,
            data=data,
            checksum=checksum,
        )


def _reads(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(READ_BYTES):
        yield chunk


def _pieces(body: IO[bytes]) -> Iterator[bytes]:
    """Yield the body in pieces; when the caller goes away, what came is still a piece."""
    piece = bytearray()
    try:
        for chunk in _reads(body):
            piece += chunk
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
    except ClientDisconnected:
        if piece:
            yield bytes(piece)
        raise
    if piece:
        yield bytes(piece)


def _row(session: Session, upload_id: str, *, lock: bool = False) -> Upload:
    upload = session.get(Upload, upload_id, with_for_update=lock)
    if upload is None:
        raise NotFound("upload.not_found")
    return upload
