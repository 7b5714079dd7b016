"""Resumable uploads: the tus 1.0 protocol (tus.io) over ``ledger.uploads``.

Extensions: creation, creation-with-upload, termination, checksum (sha1, sha256), expiration.
"""

from __future__ import annotations

import base64

from flask import Blueprint, Flask, Response, jsonify, request, url_for
from werkzeug.http import http_date

from geo import messages
from geo.errors import Refused
from ledger import uploads
from ledger.db import transaction
from ledger.details import FLIGHT_KINDS
from ledger.models import Flight, Station, Upload, User
from webapp import config, db, receiving, security
from webapp.access import public, streams
from webapp.fetch import allow, fetch
from webapp.serial.uploads import upload_json
from webapp.tus_details import details_of

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
ALGORITHMS = {"sha1": 20, "sha256": 32}
OFFSET_TYPE = "application/offset+octet-stream"

bp = Blueprint("tus", __name__, url_prefix="/api/v1/uploads")

messages.register(
    {
        "tus.version": (
            "上传协议版本不对：请用 Tus-Resumable: {expected}",
            "The upload protocol's version is not right: use Tus-Resumable: {expected}",
        ),
        "tus.content_type": (
            "续传的内容类型应为 {expected}",
            "A piece is sent as {expected}",
        ),
        "tus.bad_header": (
            "请求头 {name} 缺失或无效：“{value}”",
            "The header {name} is missing or not valid: “{value}”",
        ),
    }
)


def init_app(app: Flask) -> None:
    """Open the upload door."""
    app.register_blueprint(bp)


@bp.after_request
def _tus_headers(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    return response


@bp.route("/", methods=["OPTIONS"])
@bp.route("/<upload_id>", methods=["OPTIONS"])
@public
def options(upload_id: str = "") -> Response:  # noqa: ARG001  (the same answer for every upload)
    """Say what the server can do, the size limit included."""
    response = Response(status=204)
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Max-Size"] = str(config.current().max_upload_mb * 1024 * 1024)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


@bp.post("/")
@streams
def create() -> Response:
    """Announce a file; its first bytes may come along."""
    _check_version()
    length = _number("Upload-Length")
    filename, details = details_of(request.headers.get("Upload-Metadata", ""))
    _check_subject(details)
    actor_id = security.the_actor().id
    with transaction(db.engine()) as session:
        upload = uploads.create(
            session,
            config.current(),
            owner=session.get_one(User, actor_id),
            filename=filename,
            length=length,
            details=details,
        )
        upload_id, offset = upload.id, upload.offset
    if request.mimetype == OFFSET_TYPE:
        offset = receiving.receive(upload_id, offset=0, body=request.stream, checksum=_checksum())
    if offset == length:
        receiving.hand_over(upload_id)
    response = _status_headers(Response(status=201), upload_id, offset)
    response.headers["Location"] = url_for("tus.state", upload_id=upload_id, _external=True)
    return response


def _check_subject(details: dict[str, str]) -> None:
    """Refuse an upload to a flight or a station that is not the caller's to upload to.

    A file that declares nothing is proof for an issue; whoever may own an upload may send it.
    """
    if number := details.get("flight"):
        known = number.isascii() and number.isdigit() and len(number) < 10
        fetch(Flight, "flight.upload", id=int(number) if known else 0)
    elif code := details.get("station"):
        station = fetch(Station, "station.view", code=code)
        is_flight = details.get("source_kind") in FLIGHT_KINDS
        allow("flight.upload" if is_flight else "scene.upload", station)
    elif details.get("source_kind"):
        allow("scene.upload")
    else:
        allow("upload.own")


@bp.get("/<upload_id>")
@streams
def state(upload_id: str) -> Response:
    """Say how far an upload is: headers for a tus client (HEAD), JSON for the others (GET)."""
    if request.method == "HEAD":
        _check_version()
    upload = fetch(Upload, "upload.own", id=upload_id)
    if upload.state == "complete" and not upload.flight_id:
        # The process ended between the last byte and the handing over.
        receiving.hand_over(upload_id)
        db.session().rollback()
    offset = uploads.offset_of(config.current(), upload)
    response = jsonify(upload_json(upload, offset)) if request.method == "GET" else Response()
    response.headers["Upload-Length"] = str(upload.length)
    response.headers["Cache-Control"] = "no-store"
    return _status_headers(response, upload_id, offset)


@bp.patch("/<upload_id>")
@streams
def append(upload_id: str) -> Response:
    """Take the next bytes of a file."""
    _check_version()
    if request.mimetype != OFFSET_TYPE:
        raise Refused("tus.content_type", expected=OFFSET_TYPE)
    upload = fetch(Upload, "upload.own", id=upload_id)
    length, start = upload.length, _number("Upload-Offset")
    db.session().rollback()
    offset = receiving.receive(upload_id, offset=start, body=request.stream, checksum=_checksum())
    if offset == length:
        receiving.hand_over(upload_id)
    return _status_headers(Response(status=204), upload_id, offset)


@bp.post("/<upload_id>")
@streams
def overridden(upload_id: str) -> Response:
    """Serve clients behind proxies that let only POST through."""
    method = request.headers.get("X-HTTP-Method-Override", "")
    views = {"PATCH": append, "DELETE": terminate}
    if method not in views:
        raise Refused("tus.bad_header", name="X-HTTP-Method-Override", value=method)
    return views[method](upload_id)


@bp.delete("/<upload_id>")
@streams
def terminate(upload_id: str) -> Response:
    """Give an upload up and free its bytes."""
    _check_version()
    fetch(Upload, "upload.own", id=upload_id)
    db.session().rollback()
    with transaction(db.engine()) as session:
        uploads.cancel(session, config.current(), session.get_one(Upload, upload_id))
    return Response(status=204)


def _status_headers(response: Response, upload_id: str, offset: int) -> Response:
    response.headers["Upload-Offset"] = str(offset)
    db.session().rollback()
    upload = db.session().get(Upload, upload_id)
    if upload is not None:
        response.headers["Upload-Expires"] = http_date(upload.expires_at)
    return response


def _check_version() -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused("tus.version", expected=VERSION)


def _number(name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Refused("tus.bad_header", name=name, value=value[:40])
    return int(value)


def _checksum() -> receiving.Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, text = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused("upload.checksum_algorithm", algorithm=algorithm[:40])
    try:
        digest = base64.b64decode(text, validate=True)
    except ValueError as error:  # no Base64, or not even ASCII
        raise Refused("tus.bad_header", name="Upload-Checksum", value=header[:80]) from error
    if len(digest) != ALGORITHMS[algorithm]:
        raise Refused("tus.bad_header", name="Upload-Checksum", value=header[:80])
    return algorithm, digest
