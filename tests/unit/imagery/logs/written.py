"""Logs as programs write them, built in code: a flight north of Jiaxing, a point a second."""

from __future__ import annotations

import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geo.errors import Refused
from imagery.logs.cleaning import Cleaned, clean
from imagery.logs.facts import TrackPoint
from imagery.logs.table import Reading, Rows

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
NOW_S = (START + timedelta(days=2)).timestamp()
LON, LAT = 120.75, 30.75
STEP = 1e-4


def place(n: int) -> tuple[float, float]:
    """Longitude and latitude of second n: eleven metres a second to the north."""
    return LON, round(LAT + n * STEP, 7)


def points(count: int = 60) -> list[TrackPoint]:
    """A lawn mower's track: six legs of ten seconds, 11 m/s, 30 m apart."""
    found = []
    for n in range(count):
        leg, along = divmod(n, 10)
        along = along if leg % 2 == 0 else 9 - along
        found.append(
            TrackPoint(
                at=START + timedelta(seconds=n),
                lon=LON + leg * 3e-4,
                lat=LAT + along * STEP,
                height_agl_m=40.0 + leg,
                yaw_deg=0.0 if leg % 2 == 0 else 180.0,
                offset_s=float(n),
            )
        )
    return found


def reading(*rows: dict[str, float], **more: object) -> Reading:
    """A reading of the given records."""
    table = Rows()
    for row in rows:
        table.add(**row)
    return Reading(kind="csv", rows=table.array(), **more)


def row(n: int, **changed: float) -> dict[str, float]:
    """Second n of the flight as a record."""
    lon, lat = place(n)
    return {"at_s": START.timestamp() + n, "lon": lon, "lat": lat, **changed}


def cleaned(found: Reading) -> Cleaned:
    return clean(found, now_s=NOW_S)


def code_of(call) -> str:
    """The code a call is refused with."""
    try:
        call()
    except Refused as refusal:
        return refusal.code
    return ""


def subtitle(*cues: str, first: int = 0) -> str:
    """An SRT of one-second cues."""
    return "\n\n".join(
        f"{n + 1}\n00:00:{n + first:02d},000 --> 00:00:{n + first + 1:02d},000\n{cue}"
        for n, cue in enumerate(cues)
    )


def gpx(*track: str, tag: str = "trkpt") -> str:
    """A GPX; each point is ``lat lon`` and perhaps a time."""
    parts = []
    for text in track:
        lat, lon, *when = text.split()
        time = f"<time>{when[0]}</time>" if when else ""
        parts.append(f'<{tag} lat="{lat}" lon="{lon}"><ele>12.5</ele>{time}</{tag}>')
    return f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{"".join(parts)}</gpx>'


def kml(inside: str) -> str:
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
        f' xmlns:wpml="http://www.dji.com/wpmz/1.0.2"><Document>{inside}</Document></kml>'
    )


def kmz(path: Path, entries: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


def _crc(data: bytes, extra: int) -> int:
    """MAVLink's checksum (X.25) with a message's extra byte."""
    crc = 0xFFFF
    for byte in (*data, extra):
        low = (byte ^ crc) & 0xFF
        low = (low ^ low << 4) & 0xFF
        crc = (crc >> 8 ^ low << 8 ^ low << 3 ^ low >> 4) & 0xFFFF
    return crc


def frame(n: float, number: int, body: bytes, extra: int, system: int = 1) -> bytes:
    """Second n of a .tlog: the time and a MAVLink 1 frame."""
    head = bytes([len(body), 0, system, 1, number])
    stamp = struct.pack(">Q", round((START.timestamp() + n) * 1e6))
    return stamp + b"\xfe" + head + body + struct.pack("<H", _crc(head + body, extra))


def position_frame(n: float, lonlat: tuple[float, float], system: int = 1) -> bytes:
    """GLOBAL_POSITION_INT: 12.3 m above home, 5 m/s, heading 90 degrees."""
    lon, lat = (round(value * 1e7) for value in lonlat)
    body = struct.pack("<IiiiihhhH", 0, lat, lon, 22_300, 12_300, 300, 400, 0, 9000)
    return frame(n, 33, body, 104, system)


def fix_frame(n: float, fix: int) -> bytes:
    """GPS_RAW_INT with a fix type."""
    body = struct.pack("<QiiiHHHHBB", 0, 0, 0, 0, 0, 0, 0, 0, fix, 9)
    return frame(n, 24, body, 24)


def ulog(*messages: tuple[str, bytes]) -> bytes:
    """A ULog of messages (kind, body)."""
    parts = [struct.pack("<HB", len(body), ord(kind)) + body for kind, body in messages]
    return b"ULog\x01\x12\x35\x01" + struct.pack("<Q", 1_000_000) + b"".join(parts)


def ulog_flight(fixes: list[tuple[int, float, float, int]]) -> bytes:
    """A ULog whose receiver says (second, lon, lat, fix type)."""
    fields = "uint64_t timestamp;uint64_t time_utc_usec;int32_t lat;int32_t lon;int32_t alt;"
    name = b"vehicle_gps_position"
    messages = [
        ("F", name + b":" + fields.encode() + b"uint8_t fix_type;"),
        ("A", b"\0\1\0" + name),
    ]
    for second, lon, lat, fix in fixes:
        boot, utc = 2_000_000 + second * 1_000_000, round((START.timestamp() + second) * 1e6)
        place = (round(lat * 1e7), round(lon * 1e7), 12_000)
        messages.append(("D", b"\1\0" + struct.pack("<QQiiiB", boot, utc, *place, fix)))
    return ulog(*messages)


def dataflash(fixes: list[tuple[int, float, float, int]]) -> bytes:
    """A .BIN whose receiver says (second, lon, lat, fix type)."""

    def told(kind: int, length: int, name: str, form: str, columns: str) -> bytes:
        packed = struct.pack(
            "<BB4s16s64s", kind, length, *(t.encode() for t in (name, form, columns))
        )
        return b"\xa3\x95\x80" + packed

    columns = "TimeUS,Status,GMS,GWk,Lat,Lng,Alt"
    parts = [told(0x80, 89, "FMT", "BBnNZ", "Type,Length,Name,Format,Columns")]
    parts.append(told(0x81, 30, "GPS", "QBIHLLf", columns))
    week, inside = divmod(START.timestamp() - 315_964_800 + 18, 604_800)
    for second, lon, lat, fix in fixes:
        gps = (second * 1_000_000 + 1, fix, round((inside + second) * 1000), int(week))
        body = struct.pack("<QBIHiif", *gps, round(lat * 1e7), round(lon * 1e7), 12.0)
        parts.append(b"\xa3\x95\x81" + body)
    return b"".join(parts)
