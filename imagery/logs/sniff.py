"""What kind of log a file is, from its first bytes; the name only decides between equals."""

from __future__ import annotations

import re
from pathlib import Path

from imagery.logs.columns import is_header

_HEAD_BYTES = 65536
_ULOG = b"ULog\x01\x12\x35"
_DATAFLASH = b"\xa3\x95\x80"
_ZIP = b"PK\x03\x04"
_MAVLINK = (0xFE, 0xFD)
_YEAR_2000_US, _YEAR_2100_US = 946_684_800_000_000, 4_102_444_800_000_000
_CUE = re.compile(r"\d{1,9}[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d")
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(gpx|kml)[\s>/]")
_PLAN = re.compile(r'"fileType"\s*:\s*"Plan"')
_KML_NAMES = (b".kml", b".wpml")


def is_log(path: Path, filename: str) -> str | None:
    """Return the kind of log, or None for a file that is none.

    Returns
    -------
    str or None
        ``srt``, ``gpx``, ``kml``, ``kmz``, ``ulg``, ``bin``, ``tlog``, ``csv``, ``plan`` (of
        QGroundControl) or ``waypoints``. A KMZ or KML may turn out to hold a DJI mission (WPML).
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return _binary(head, filename) or _text(head)


def _binary(head: bytes, filename: str) -> str | None:
    if head.startswith(_ULOG):
        return "ulg"
    if head.startswith(_DATAFLASH):
        return "bin"
    if head.startswith(_ZIP):
        return "kmz" if _is_kmz(head, filename) else None
    return "tlog" if _is_tlog(head) else None


def _is_kmz(head: bytes, filename: str) -> bool:
    """Whether the first entry of an archive is a KML's, or the name says so."""
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")].lower()
    named = filename.lower().endswith(".kmz")
    return named or first.endswith(_KML_NAMES) or first.startswith(b"wpmz/")


def _is_tlog(head: bytes) -> bool:
    """Whether a time and a MAVLink frame stand first, and another time and frame after them."""
    end = 0
    for _ in range(2):
        if len(head) < end + 18 or head[end + 8] not in _MAVLINK:
            return False
        if not _YEAR_2000_US < int.from_bytes(head[end : end + 8], "big") < _YEAR_2100_US:
            return False
        end += 8 + frame_bytes(head[end + 8 : end + 11])
        if end == len(head):
            return True
    return True


def frame_bytes(start: bytes) -> int:
    """Return a MAVLink frame's length from its first three bytes (mavlink.io, serialization)."""
    if start[0] == 0xFE:
        return start[1] + 8
    return start[1] + 12 + (13 if start[2] & 1 else 0)


def _text(head: bytes) -> str | None:
    text = decoded(head)
    if text is None:
        return None
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        root = _ROOT.search(text)
        return root[1] if root else None
    if text.startswith("{"):
        return "plan" if _PLAN.search(text) else None
    if text.startswith("QGC WPL "):
        return "waypoints"
    if _CUE.match(text):
        return "srt"
    return "csv" if is_header(text.splitlines()[:8]) else None


def decoded(data: bytes) -> str | None:
    """Return bytes as text: UTF-16 by its mark, UTF-8 else; None for what is no text.

    Bytes that are not UTF-8 become marks of replacement: logs are read for their numbers.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    return None if b"\0" in data else data.decode("utf-8", "replace")
