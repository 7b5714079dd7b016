"""Importing orders through the web: whose, with which columns, with which photos."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage

from geo.errors import Conflict, NotFound, Refused
from ledger import media, uploads
from ledger.models import OrderImport, Organisation, Upload
from ledger.orders import importing
from ledger.orders.importing import Preview
from webapp import config, db, security
from webapp.fetch import fetch
from webapp.queries.orders import companies


def previewed(form: Mapping[str, Any], file: FileStorage) -> tuple[Preview, str]:
    """Return what an import would do, and the sha256 of the file, which is kept.

    Raises
    ------
    NotFound
        ``order.unknown_company``.
    """
    data = file.read()
    seen = importing.preview(
        db.session(),
        data,
        file.filename or "",
        company=company_of(form["company"]),
        chosen=_columns(form["columns"]),
        actor=security.the_actor(),
    )
    return seen, media.store_for(config.current()).put_bytes(data) if seen.ok else ""


def company_of(key: str) -> Organisation:
    """Return the chosen company; without a choice the caller's own.

    Raises
    ------
    NotFound
        ``order.unknown_company``.
    """
    rows = companies()
    if not key and len(rows) == 1:
        return rows[0]
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise NotFound("order.unknown_company", value=key[:64])
    return found


def _columns(text: str) -> dict[str, str]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise Refused("order.wrong_field", value=text[:40]) from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Refused("order.wrong_field", value=text[:40])
    return found


def committed(seen: Preview, sha256: str, photos: str) -> OrderImport:
    """Write the import and hand its photos to the workers.

    Raises
    ------
    Conflict
        ``upload.not_complete``.
    Refused
        ``order.upload_missing``.
    """
    if photos:
        upload = fetch(Upload, "upload.own", id=photos)
        if upload.state != "complete":
            raise Conflict("upload.not_complete", offset=upload.offset, length=upload.length)
        if not uploads.path_of(config.current(), upload.id).is_file():
            raise Refused("order.upload_missing")
    return importing.commit(
        db.session(), seen, sha256=sha256, photos_upload=photos, actor=security.the_actor()
    )
