"""Proof that people send: complete uploads become stored pictures."""

from __future__ import annotations

from typing import Any

from geo import messages
from geo.errors import Conflict, Refused
from ledger import media, uploads
from ledger.models import Upload
from webapp import config, db
from webapp.fetch import fetch

MAX_BYTES = 30 * 1024 * 1024
MAGIC = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}

messages.register(
    {
        "evidence.not_a_picture": (
            "“{filename}”不是 JPEG、PNG 或 PDF，不能作为整改佐证",
            "“{filename}” is neither JPEG, PNG nor PDF and cannot be proof",
        ),
        "evidence.too_large": (
            "“{filename}”超过 {limit_mb} MB，不能作为整改佐证",
            "“{filename}” is larger than {limit_mb} MB and cannot be proof",
        ),
    }
)


def from_uploads(upload_ids: list[str]) -> list[dict[str, Any]]:
    """Store the caller's complete uploads and return them as evidence entries."""
    return [_stored(fetch(Upload, "upload.own", id=upload_id)) for upload_id in upload_ids]


def from_entries(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Store the uploads that evidence entries name by ``id``; what else they say stays."""
    found = []
    for entry in entries:
        said = {name: value for name, value in entry.items() if name != "id"}
        (file,) = from_uploads([entry["id"]])
        del file["kind"]
        found.append(file | said)
    return found


def _stored(upload: Upload) -> dict[str, Any]:
    if upload.state != "complete":
        raise Conflict("upload.not_complete", offset=upload.offset, length=upload.length)
    if upload.length > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("evidence.too_large", filename=upload.filename, limit_mb=limit)
    path = uploads.path_of(config.current(), upload.id)
    if not path.exists():
        raise Conflict("upload.not_complete", offset=0, length=upload.length)
    with path.open("rb") as file:
        head = file.read(16)
    mime = next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)
    if mime is None:
        raise Refused("evidence.not_a_picture", filename=upload.filename)
    sha256 = media.store_for(config.current()).put_file(path)
    upload.state = "taken"
    uploads.discard(db.session(), config.current(), upload)
    return {"sha256": sha256, "mime": mime, "kind": "proof", "filename": upload.filename}
