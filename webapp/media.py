"""Stored pictures, sent to those who may see what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request, send_file
from sqlalchemy import select

from geo.errors import NotFound
from ledger import media, review_papers
from ledger.models import Finding, Flight, Issue, Photo, Sighting
from webapp import config, db
from webapp.fetch import allow, fetch
from webapp.serial.papers import sheet_name

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
MAX_AGE_S = 24 * 3600
NAME_SIGNS = 12
THEIRS = "default-src 'none'; sandbox"
OURS = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
"""A browser's own PDF reader does not start in a sandbox; a sheet holds nothing that runs."""

bp = Blueprint("media", __name__)


def init_app(app: Flask) -> None:
    """Open the door."""
    app.register_blueprint(bp)


@bp.get("/api/v1/media/<sha256>")
def picture(sha256: str) -> Response:
    """Send a file of ``?of=finding:12`` (or ``issue``, ``photo``, ``sheet``, ``public``).

    A picture is shown, an evidence sheet of ours too; what people sent otherwise is a download.
    """
    kind, _, key = request.args.get("of", "").partition(":")
    if kind not in OWNERS:
        raise NotFound("access.not_found")
    mime = OWNERS[kind](key, sha256)
    if mime is None:
        raise NotFound("media.not_found", sha256=sha256[:64])
    ours = kind == "sheet"
    shown = ours or mime in PICTURES
    response = send_file(
        media.store_for(config.current()).open(sha256),
        mimetype=mime if shown else "application/octet-stream",
        as_attachment=not shown,
        download_name=sheet_name(_number(key)) if ours else sha256[:NAME_SIGNS],
        etag=sha256,
    )
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE_S}, immutable"
    response.headers["Content-Security-Policy"] = OURS if ours else THEIRS
    return response


def _mime_in(evidence: Iterable[dict[str, Any]], sha256: str) -> str | None:
    return next((e.get("mime", "image/jpeg") for e in evidence if e["sha256"] == sha256), None)


def _of_finding(key: str, sha256: str) -> str | None:
    finding = fetch(Finding, "finding.view", id=_number(key))
    again = select(Sighting.evidence).where(Sighting.finding_id == finding.id)
    more = [entry for evidence in db.session().scalars(again) for entry in evidence]
    return _mime_in([*finding.evidence, *more], sha256)


def _of_issue(key: str, sha256: str) -> str | None:
    issue = fetch(Issue, "issue.view", number=key)
    later = [e for event in issue.events for e in event.payload.get("evidence") or []]
    entries = [e for e in [*issue.evidence, *later] if isinstance(e, dict) and "sha256" in e]
    return _mime_in(entries, sha256)


def _of_photo(key: str, sha256: str) -> str | None:
    photo = db.session().get(Photo, _number(key))
    if photo is None:
        raise NotFound("access.not_found")
    fetch(Flight, "flight.view", id=photo.flight_id)
    return "image/jpeg" if sha256 in {photo.stored_sha, photo.thumb_sha} else None


def _of_sheet(key: str, sha256: str) -> str | None:
    finding = fetch(Finding, "finding.view", id=_number(key))
    allow("scene.view", finding.scene)
    made = review_papers.made(db.session(), finding, review_papers.SHEET)
    return "application/pdf" if any(one.get("sha256") == sha256 for one in made) else None


def _of_public(key: str, sha256: str) -> str | None:
    """A public copy goes by this door to those who publish; never while it is kept back."""
    finding = fetch(Finding, review_papers.PUBLISH, id=_number(key))
    made = review_papers.made(db.session(), finding, review_papers.COPIES)
    known = {copy["sha256"] for one in made for copy in one.get("copies", ())}
    return "image/jpeg" if sha256 in known and not finding.withheld else None


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0


OWNERS: dict[str, Callable[[str, str], str | None]] = {
    "finding": _of_finding,
    "issue": _of_issue,
    "photo": _of_photo,
    "sheet": _of_sheet,
    "public": _of_public,
}
