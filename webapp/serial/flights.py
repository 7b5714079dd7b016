"""Flights as JSON: their record, photos on the ground, logs and what they did to stations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.flights import pilot_of
from ledger.models import Flight, FlightLog, Photo, StationEvent
from webapp.serial.geometry import geojson
from webapp.serial.moments import moment
from webapp.serial.stations import issue_name, station_name, zones_json


def flight_brief(flight: Flight, photo_count: int, lang: Lang) -> dict[str, Any]:
    """Return a flight for a list: what it is, how many photos, which files were refused."""
    return {
        "id": flight.id,
        "name": flight.name,
        "station": {"code": flight.station.code, "name": station_name(flight.station, lang)},
        "state": flight.state,
        "flown_at": moment(flight.flown_at),
        "created_at": moment(flight.created_at),
        "photo_count": photo_count,
        "refused": [_refused(entry, lang) for entry in flight.refused],
    }


def flight_json(flight: Flight, lang: Lang) -> dict[str, Any]:
    """Return all that is stored of a flight, without its scene, stages and jobs."""
    return flight_brief(flight, len(flight.photos), lang) | {
        "version": flight.version,
        "pilot": pilot_of(flight) or None,
        "record": flight.record,
        "checks": coded(flight.checks, lang),
        "can_be_evidence": flight.can_be_evidence,
        "started_at": moment(flight.started_at),
        "ended_at": moment(flight.ended_at),
        "max_height_m": flight.max_height_m,
        "track": geojson(flight.track),
        "profile": flight.profile,
        "clock_offset": flight.clock_offset or None,
        "coverage": coverage_json(flight, lang),
        "mosaic": mosaic_json(flight.mosaic, lang),
        "photos": [photo_json(photo, lang) for photo in flight.photos],
        "logs": [log_json(log, lang) for log in flight.logs],
    }


def coded(codes: Iterable[str], lang: Lang, **params: Any) -> list[dict[str, str]]:
    """Return codes with their words."""
    return [{"code": code, "text": messages.text(code, lang, **params)} for code in codes]


def coverage_json(flight: Flight, lang: Lang) -> list[dict[str, Any]]:
    """Return one entry a disc: signs whose zones are the same share it."""
    names = {zone["sign"]: zone["name"] for zone in zones_json(flight.station, lang)}
    discs: dict[tuple[float, float], dict[str, Any]] = {}
    for entry in flight.coverage:
        disc = discs.setdefault(
            (entry["radius_m"], entry["gsd_limit_m"]),
            {**entry, "signs": [], "frames_coarse": entry.get("frames_coarse", 0)},
        )
        sign = entry["sign"]
        disc["signs"].append({"code": sign, "name": names.get(sign, issue_name(sign, lang))})
    return [
        {key: value for key, value in disc.items() if key not in {"sign", "frames_used"}}
        for disc in discs.values()
    ]


def mosaic_json(report: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Return a mosaic's report; each frame's reason with its words."""
    frames = [
        {**frame, "reason": reason_json(frame.get("reason"), lang)}
        for frame in report.get("frames", [])
    ]
    refused = reason_json(report.get("refused"), lang)
    return {**report, "frames": frames, "refused": refused} if report else {}


def reason_json(reason: Any, lang: Lang) -> dict[str, str] | None:
    """Return a coded reason (a code, or a code with parameters) with its words."""
    if not reason:
        return None
    code, params = (
        (reason.get("code", ""), reason.get("params", {}))
        if isinstance(reason, Mapping)
        else (str(reason), {})
    )
    return {"code": code, "text": messages.text(code, lang, **params)}


def photo_json(photo: Photo, lang: Lang) -> dict[str, Any]:
    """Return a photo: where it lies and why, what it is worth, each fact with its origin."""
    measures = dict(photo.measures)
    hidden = {"ground_from_pixel", "by_id", "points"}
    placement = {key: value for key, value in photo.placement.items() if key not in hidden}
    return {
        "id": photo.id,
        "version": photo.version,
        "filename": photo.filename,
        "taken_at": moment(photo.taken_at),
        "lon": photo.point.x if photo.point is not None else None,
        "lat": photo.point.y if photo.point is not None else None,
        "facts": photo.facts,
        "flags": coded(photo.flags, lang, **measures),
        "footprint": geojson(photo.footprint),
        "footprint_reason": reason_json(photo.facts.get("footprint_reason"), lang),
        "gsd_m": photo.gsd_m,
        "gsd_worst_m": photo.gsd_worst_m,
        "quality": coded(photo.quality, lang, **measures),
        "measures": measures,
        "placed_by": photo.placed_by,
        "placement": placement | {"reason": reason_json(placement.get("reason"), lang)},
        "duplicate_of": photo.duplicate_of,
        "thumb_url": _url(photo, photo.thumb_sha),
        "url": _url(photo, photo.stored_sha),
    }


def log_json(log: FlightLog, lang: Lang) -> dict[str, Any]:
    """Return a log: what it says, what was left out of it and why, and what it asks."""
    return {
        "id": log.id,
        "filename": log.filename,
        "kind": log.kind,
        "points": log.points,
        "dropped": [
            {"code": code, "text": messages.text(code, lang), "count": count}
            for code, count in log.dropped.items()
        ],
        "reasons": coded(log.reasons, lang),
        "asked": sorted(log.asked) if not log.order else [],
        "started_at": moment(log.started_at),
        "ended_at": moment(log.ended_at),
    }


def event_json(event: StationEvent, lang: Lang) -> dict[str, Any]:
    """Return what a flight did to a station's data."""
    station = event.station
    return {
        "kind": event.kind,
        "station": {"code": station.code, "name": station_name(station, lang)},
        "started_at": moment(event.started_at),
        "ended_at": moment(event.ended_at),
        "distance_m": event.distance_m,
        "hours": event.hours,
    }


def _refused(entry: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    code = entry.get("code", "")
    text = messages.text(code, lang, **entry.get("params", {}))
    return {"file": entry.get("file", ""), "code": code, "text": text}


def _url(photo: Photo, sha256: str | None) -> str | None:
    return f"/api/v1/media/{sha256}?of=photo:{photo.id}" if sha256 else None
