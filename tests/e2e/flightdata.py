"""A flight as the API tells it, for pages that are tested without workers."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

LON, LAT = 120.7512, 30.7512
NOON = datetime(2026, 10, 14, 5, 20, tzinfo=UTC)
METRE = 1 / 111_320
PICTURE = "/static/img/icon.svg"


def moved(east: float, north: float) -> tuple[float, float]:
    """Return the place so many metres from the station."""
    return LON + east * METRE / math.cos(math.radians(LAT)), LAT + north * METRE


def square(east: float, north: float, half: float = 30.0) -> dict[str, Any]:
    """Return the ground of a frame as GeoJSON."""
    corners = [
        (-half, -half * 0.75),
        (half, -half * 0.75),
        (half, half * 0.75),
        (-half, half * 0.75),
    ]
    ring = [moved(east + x, north + y) for x, y in [*corners, corners[0]]]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def photo(number: int, east: float, north: float, **fields: Any) -> dict[str, Any]:
    """Return one good frame at a place."""
    lon, lat = moved(east, north)
    return {
        "id": number,
        "version": 1,
        "filename": f"DJI_{number:04d}.JPG",
        "taken_at": stamp(number * 6),
        "lon": lon,
        "lat": lat,
        "facts": {
            "height_agl_m": 80.0,
            "yaw_deg": 91.2,
            "pitch_deg": -90.0,
            "make": "DJI",
            "model": "FC6310",
            "origins": {"lon": "gps", "height_agl_m": "xmp", "yaw_deg": "xmp", "taken_at": "exif"},
        },
        "flags": [],
        "thumb_url": PICTURE,
        "url": PICTURE,
        "footprint": square(east, north),
        "gsd_m": 0.021,
        "gsd_worst_m": 0.024,
        "quality": [],
        "measures": {},
        "placed_by": "ties",
        "placement": {"ties": 412, "shift_m": 1.4},
        "duplicate_of": "",
    } | fields


def unplaced(number: int) -> dict[str, Any]:
    """Return a frame that has no place yet."""
    nowhere = {"lon": None, "lat": None, "footprint": None, "placed_by": "", "gsd_m": None}
    return photo(number, 0, 0, **nowhere, flags=[{"code": "photo.unplaced", "text": "无法落图"}])


def blurred() -> dict[str, Any]:
    """Return the quality of a blurred frame."""
    return {"code": "quality.blurred", "text": "模糊：有纹理处的清晰度 0.11，低于 0.25；请重拍。"}


def stamp(seconds: float) -> str:
    """Return a moment of the flight."""
    return (NOON + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def stage(key: str, state: str, seconds: float | None = None, **more: Any) -> dict[str, Any]:
    """Return one stage of the work."""
    plain = {"percent": 100 if state == "done" else 0, "stage_text": "", "job": None}
    return plain | {"key": key, "state": state, "seconds": seconds, "error": None} | more


def stages() -> list[dict[str, Any]]:
    """Return a flight whose mosaic is being made."""
    job = {"id": 9, "state": "running", "percent": 62, "kind": "flight.mosaic"}
    job |= {"actions": ["cancel"], "stage_text": "匹配相邻照片"}
    placed = {"placed": 24, "unplaced": 2, "ties": 22, "gps": 2, "duplicates": 1}
    working = {"percent": 62, "stage_text": "匹配相邻照片", "job": job}
    return [
        stage("receive", "done", 126, counts={"files": 27, "receiving": 0}),
        stage("check", "done", 108, counts={"photos": 26, "logs": 1, "refused": 3}),
        stage("place", "done", 22, counts=placed),
        stage("mosaic", "running", counts={"used": 0, "frames": 0, "left_out": 0}, **working),
        stage("detect", "none", counts={"scenes": 0, "findings": 0}),
        stage("review", "none", counts={}),
    ]


def finished() -> list[dict[str, Any]]:
    """Return the same flight when its leads wait for review."""
    made = stages()[:3]
    mosaic = {"used": 21, "frames": 22, "left_out": 1}
    return [
        *made,
        stage("mosaic", "done", 95, counts=mosaic),
        stage("detect", "done", 31, counts={"scenes": 1, "findings": 4}),
        stage("review", "waiting", counts={"pending": 2, "decided": 2}),
    ]


def profile() -> list[dict[str, Any]]:
    """Return the course of the log."""
    points = []
    for second in range(0, 240, 4):
        lon, lat = moved(-60 + second / 2, 40 * math.sin(second / 20))
        height = 80 - 70 * max(0, 1 - second / 20)
        speed = 6 + math.sin(second / 9)
        points.append(
            {"t_s": second, "lon": lon, "lat": lat, "height_m": height, "speed_m_s": speed}
        )
    return points


def disc(radius_m: float, covered: float, gap_m2: float = 0, gaps: Any = None) -> dict[str, Any]:
    """Return how much of one zone was seen."""
    return {
        "radius_m": radius_m,
        "gsd_limit_m": 0.03,
        "signs": [{"code": "VEG", "name": "采样口周边植被"}],
        "covered": covered,
        "overlap": [[0, 1 - covered], [2, 0.2], [3, covered - 0.2]],
        "gap_area_m2": gap_m2,
        "gaps": gaps,
        "frames_coarse": 0,
    }


def coverage() -> list[dict[str, Any]]:
    """Return what was seen of the zones: a corner of the widest was not."""
    gap = square(70, -55, 28)
    return [disc(20, 1.0), disc(50, 1.0), disc(100, 0.92, 2512, gap), disc(500, 0.04, 750_000, gap)]


def frames() -> list[dict[str, Any]]:
    """Return frames of every quality."""
    made = [
        photo(1 + row * 6 + column, -75 + column * 28, -40 + row * 30)
        for row in range(4)
        for column in range(6)
    ]
    water = {"code": "quality.water", "text": "画面多为水面（有纹理的只占 4 %），未判断清晰度。"}
    bright = {"code": "quality.bright", "text": "曝光过度：37 % 的画面已全白，上限 20 %。"}
    made[3] |= {"quality": [blurred()], "measures": {"sharpness": 0.11, "sharpness_limit": 0.25}}
    made[8] |= {"quality": [bright], "measures": {"clipped": 37, "clipped_limit": 20}}
    made[13] |= {"quality": [water], "placed_by": "gps"}
    made[14] |= {"quality": [water]}
    made[17] |= {"duplicate_of": "DJI_0017.JPG"}
    return [*made, unplaced(41), unplaced(42)]


def flight(number: int, **fields: Any) -> dict[str, Any]:
    """Return a flight in the middle of its work."""
    track = [[point["lon"], point["lat"]] for point in profile()]
    checks = [
        {"code": "flight.above_permitted_height", "text": "最高 127 m，超过允许的 120 m"},
        {"code": "flight.approval_missing", "text": "超高飞行没有填批件号，不能作证据"},
    ]
    log = {"id": 1, "filename": "DJI_0001.SRT", "kind": "srt", "points": 5220, "asked": []}
    log |= {"started_at": stamp(0), "ended_at": stamp(236)}
    log |= {"dropped": [{"code": "log.no_fix", "text": "无定位", "count": 14}], "reasons": []}
    event = {"kind": "drone_near", "station": {"code": "T", "name": "清河小学"}}
    event |= {"started_at": stamp(0), "ended_at": stamp(236)}
    event |= {"distance_m": 31.0, "hours": ["2026-10-14T13"]}
    return {
        "id": number,
        "version": 3,
        "name": "清河小学 复飞",
        "photo_count": 26,
        "station": {"code": "1742A", "name": "清河小学"},
        "state": "ready",
        "flown_at": stamp(0),
        "created_at": stamp(600),
        "pilot": "飞手丁",
        "started_at": stamp(0),
        "ended_at": stamp(236),
        "max_height_m": 127.0,
        "record": {"licence": "C-0001", "airspace": "suitable", "permitted_height_m": 120},
        "checks": checks,
        "can_be_evidence": False,
        "track": {"type": "LineString", "coordinates": track},
        "profile": profile(),
        "clock_offset": {"seconds": 1.5, "spread_s": 0.2, "matched": 20, "residual_m": 2.1},
        "coverage": coverage(),
        "mosaic": {},
        "scene": None,
        "photos": frames(),
        "logs": [log],
        "refused": [
            {"file": "DJI_0219.JPG", "code": "photo.truncated", "text": "文件少 41 KB，无结尾"},
            {"file": "DJI_0301.JPG", "code": "photo.far", "text": "坐标距站点 1.9 km，限 1 km"},
            {"file": "DJI_0302.JPG", "code": "photo.far", "text": "坐标距站点 2.1 km，限 1 km"},
        ],
        "events": [event],
        "stages": stages(),
        "jobs": [stages()[3]["job"]],
        "may": {"upload": True, "edit": True},
    } | fields
