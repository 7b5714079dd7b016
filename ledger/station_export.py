"""Stations as CSV for spreadsheets; text that a spreadsheet would run is made harmless here."""

from __future__ import annotations

import csv
import io
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models import Station

HEADERS = (
    *("code", "name_zh", "name_en", "kind", "network", "longitude", "latitude", "datum"),
    *("height_m", "stands_in", "counts_for", "company", "access_mode", "access_hours"),
    *("remote", "remote_reason", "suspended"),
)
_RUNS = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10).

    Full-width signs and blanks before a sign count, too: some programs fold them.
    """
    folded = unicodedata.normalize("NFKC", text).lstrip()
    return "'" + text if text.startswith(_BREAKS) or folded.startswith(_RUNS) else text


def to_csv(session: Session) -> tuple[str, int]:
    """Return every station as CSV in WGS-84, and how many there are."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADERS)
    rows = session.scalars(select(Station).order_by(Station.code)).all()
    for station in rows:
        writer.writerow(_cells(station))
    return stream.getvalue(), len(rows)


def _cells(station: Station) -> list[str]:
    texts = [
        *(station.code, station.name_zh, station.name_en, station.kind, station.network),
        *_place(station),
        station.stands_in_code or "",
        station.counts_for_code or "",
        station.company.name_zh if station.company else "",
        str(station.access.get("mode", "")),
        str(station.access.get("hours", "")),
        "true" if station.remote else "false",
        station.remote_reason,
        "true" if station.suspended else "false",
    ]
    numbers = {5, 6}  # a western longitude is a number, not a formula
    return [text if i in numbers else neutral(text) for i, text in enumerate(texts)]


def _place(station: Station) -> list[str]:
    height = station.anchor_height_m
    return [
        f"{station.anchor.x:.8f}",
        f"{station.anchor.y:.8f}",
        "wgs84",
        "" if height is None else f"{height:g}",
    ]
