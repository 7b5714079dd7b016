"""The chosen issues as a file to save."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, send_file

from geo import messages
from ledger import clock, issue_export
from ledger.deadlines import local_date
from ledger.issue_list import Asked
from webapp import db, lang
from webapp.queries.issues import chosen


def exported(asked: Asked, kind: str) -> Response:
    """Return the file; it is whole before its first byte leaves, and on no disk afterwards."""
    session, way = db.session(), lang.current()
    name = f"{messages.text('issues.sheet', way)}-{local_date(clock.now(session))}.{kind}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"issues.{kind}"
        issue_export.write(session, chosen(asked), kind=kind, path=path, lang=way)
        file = path.open("rb")
    media_type = issue_export.FORMATS[kind][1]
    return send_file(file, mimetype=media_type, as_attachment=True, download_name=name)
