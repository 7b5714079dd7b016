"""Scenes and assessments as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import access, flights
from ledger.models import Assessment, Scene, Station, User
from ledger.scene_place import shown_footprint
from webapp import grants
from webapp.serial.geometry import geojson
from webapp.serial.jobs import error_json
from webapp.serial.layers import layers_json, no_layers
from webapp.serial.moments import moment
from webapp.serial.stations import station_name

_HASH = 64
_OTHER = {"zh": "（另一期）", "en": "(another one)"}
_ROLES = {
    "zone": {"zh": "管控范围", "en": "The zone"},
    "image": {"zh": "本期影像", "en": "The image"},
    "reference": {"zh": "较早的影像", "en": "The older image"},
    "cloud": {"zh": "云掩膜", "en": "The cloud mask"},
}


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
        "footprint": geojson(shown_footprint(scene)),
        "bounds": list(scene.footprint.bounds) if scene.footprint is not None else None,
        "minzoom": scene.minzoom,
        "maxzoom": scene.maxzoom,
        "stations": [
            {"code": link.station.code, "name": station_name(link.station, lang)}
            for link in scene.station_links
            if access.can(actor, "station.view", link.station)
        ],
        "flight_id": scene.flight_id,
        "nudge": nudge_json(scene),
        "created_at": moment(scene.created_at),
    }


def nudge_json(scene: Scene) -> dict[str, Any]:
    """Return how far from its file's place a scene is shown, who moved it and when."""
    east, north = flights.shift_of(scene)
    moved = {key: scene.nudge[key] for key in ("by", "at") if key in scene.nudge}
    return {"east_m": east, "north_m": north} | moved


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
    rows: Iterable[tuple[Assessment, Scene, Station]],
    found: Mapping[int, int],
    files: Mapping[str, str],
    lang: Lang,
) -> list[dict[str, Any]]:
    """Return what detectors could assess.

    ``found`` is what the reader may know of, ``files`` are file names by the hash under which
    a refusal knows the image it speaks of.
    """
    return [
        {
            "scene_id": row.scene_id,
            "reference_id": row.reference_id,
            "station": {"code": station.code, "name": station_name(station, lang)},
            "detector": row.detector,
            "version": row.detector_version,
            "assessed_fraction": row.assessed_fraction,
            "abstained": error_json(row.abstained, _params(row.detail, files), lang),
            "found": found[row.id],
            "taken_at": moment(scene.taken_at),
            "created_at": moment(row.created_at),
        }
        for row, scene, station in rows
    ]


def _params(detail: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a reason's words, files and roles as people call them."""
    told = detail.get("params")
    params = dict(told if isinstance(told, Mapping) else detail)
    if "file" in params:
        params["file"] = files.get(str(params["file"])[:_HASH], _OTHER)
    if "what" in params:
        params["what"] = _ROLES.get(str(params["what"]), params["what"])
    return params
