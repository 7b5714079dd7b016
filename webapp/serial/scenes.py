"""Scenes, assessments and flights as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import access
from ledger.models import Assessment, Flight, Photo, Scene, Station, User
from webapp import grants
from webapp.serial.geometry import geojson
from webapp.serial.jobs import error_json
from webapp.serial.layers import layers_json, no_layers
from webapp.serial.moments import moment
from webapp.serial.stations import station_name


def scene_brief(scene: Scene | None) -> dict[str, Any] | None:
    """Return which file it is and when it was taken."""
    if scene is None:
        return None
    return {
        "id": scene.id,
        "filename": scene.filename,
        "taken_at": moment(scene.taken_at),
        "source_kind": scene.source_kind,
        "sha256": scene.sha256,
    }


def scene_json(scene: Scene, lang: Lang, actor: User) -> dict[str, Any]:
    """Return a scene without its tiles, assessments and jobs; stations as far as seen."""
    refusal = scene.refusal or {}
    return (scene_brief(scene) or {}) | {
        "version": scene.version,
        "state": scene.state,
        "refusal": error_json(refusal.get("code"), refusal.get("params", {}), lang),
        "taken_at_origin": scene.taken_at_origin,
        "baseline": scene.baseline,
        "bands": scene.bands,
        "bands_confirmed": scene.bands_confirmed,
        "scale": scene.scale,
        "offset": scene.offset,
        "cloud_band": scene.cloud_band,
        "flags": [{"code": code, "text": messages.text(code, lang)} for code in scene.flags],
        "width": scene.width,
        "height": scene.height,
        "band_count": scene.band_count,
        "gsd_m": scene.gsd_m,
        "footprint": geojson(scene.footprint),
        "bounds": list(scene.footprint.bounds) if scene.footprint is not None else None,
        "minzoom": scene.minzoom,
        "maxzoom": scene.maxzoom,
        "stations": [
            {"code": link.station.code, "name": station_name(link.station, lang)}
            for link in scene.station_links
            if access.can(actor, "station.view", link.station)
        ],
        "created_at": moment(scene.created_at),
    }


def tiles_json(scene: Scene, user_id: int) -> dict[str, Any]:
    """Return the addresses of the scene's tiles and layers, granted to one person, until when."""
    if scene.display_sha is None or scene.state != "ready":
        return {"tiles": None, "tiles_until": None} | no_layers()
    grant, expires = grants.issue(
        scene_id=scene.id, version=scene.version, user_id=user_id, sha256=scene.display_sha
    )
    return {
        "tiles": f"/tiles/{scene.id}/{scene.version}/{{z}}/{{x}}/{{y}}?g={grant}",
        "tiles_until": expires,
    } | layers_json(scene, user_id)


def assessments_json(
    rows: Iterable[tuple[Assessment, Scene, Station]], found: Mapping[int, int], lang: Lang
) -> list[dict[str, Any]]:
    """Return what detectors could assess; ``found`` is what the reader may know of."""
    return [
        {
            "scene_id": row.scene_id,
            "reference_id": row.reference_id,
            "station": {"code": station.code, "name": station_name(station, lang)},
            "detector": row.detector,
            "version": row.detector_version,
            "assessed_fraction": row.assessed_fraction,
            "abstained": error_json(row.abstained, row.detail, lang),
            "found": found[row.id],
            "taken_at": moment(scene.taken_at),
            "created_at": moment(row.created_at),
        }
        for row, scene, station in rows
    ]


def flight_json(flight: Flight, lang: Lang) -> dict[str, Any]:
    """Return a flight with its photos and the files that were refused."""
    return {
        "id": flight.id,
        "name": flight.name,
        "station": {"code": flight.station.code, "name": station_name(flight.station, lang)},
        "state": flight.state,
        "flown_at": moment(flight.flown_at),
        "created_at": moment(flight.created_at),
        "photos": [_photo(photo) for photo in flight.photos],
        "refused": [
            {
                "file": entry.get("file", ""),
                "code": entry.get("code", ""),
                "text": messages.text(entry.get("code", ""), lang, **entry.get("params", {})),
            }
            for entry in flight.refused
        ],
    }


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.id,
        "filename": photo.filename,
        "taken_at": moment(photo.taken_at),
        "lon": photo.point.x if photo.point is not None else None,
        "lat": photo.point.y if photo.point is not None else None,
        "facts": photo.facts,
        "flags": photo.flags,
        "thumb_url": _url(photo, photo.thumb_sha),
        "url": _url(photo, photo.stored_sha),
    }


def _url(photo: Photo, sha256: str | None) -> str | None:
    return f"/api/v1/media/{sha256}?of=photo:{photo.id}" if sha256 else None
