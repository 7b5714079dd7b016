"""Findings as JSON: a lead, its evidence, what is near it, what accepting it would mean."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import catalog, review_evidence, review_frame, review_sun
from ledger.models import Finding, Issue, Scene
from ledger.nearby import NearIssue
from ledger.review_reclass import BEFORE
from ledger.sensitive import is_sensitive
from ledger.verdicts import Verdicts
from webapp.serial.geometry import geojson
from webapp.serial.issues import evidence_json
from webapp.serial.moments import moment
from webapp.serial.scenes import scene_brief
from webapp.serial.stations import issue_name, issue_title, station_brief


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a finding's row does not hold."""

    near: Iterable[NearIssue]
    sightings: int
    issue: Issue | None
    """The issue it became or was merged into."""
    if_accepted: Mapping[str, Any] | None
    verdicts: Verdicts
    """What people said of this detector's findings so far."""
    actions: Iterable[str] = ()
    """What the caller may do to it now."""
    pictures_coming: bool = False
    """Whether a worker is cutting its pictures."""


def finding_json(finding: Finding, beside: Beside, lang: Lang) -> dict[str, Any]:
    """Return a finding."""
    kind = catalog.taxonomy().get(finding.code)
    return {
        "id": finding.id,
        "version": finding.version,
        "state": finding.state,
        "withheld": finding.withheld,
        "sensitive": is_sensitive(finding.code),
        "origin": finding.origin,
        "drawn_by": finding.drawn_by.name if finding.drawn_by else None,
        "reshaped": finding.geom_before is not None,
        "code_before": finding.detail.get(BEFORE),
        "pictures_coming": beside.pictures_coming,
        "not_evidence": _not_evidence(finding, lang),
        "actions": list(beside.actions),
        "code": finding.code,
        "name": issue_name(finding.code, lang),
        "sign": finding.sign,
        "grade_proposed": kind.grade if kind else None,
        "station": station_brief(finding.station, lang),
        "lon": finding.lon,
        "lat": finding.lat,
        "geometry": geojson(finding.geom),
        "confidence": finding.confidence,
        "area_m2": finding.area_m2,
        "distance_m": finding.distance_m,
        "bearing_deg": finding.detail.get("bearing_deg", _bearing_deg(finding)),
        "assessed_fraction": finding.assessed_fraction,
        "smallest_object_m": finding.smallest_object_m,
        "detector": finding.detector,
        "detector_version": finding.detector_version,
        "detail": finding.detail,
        "rule": rule_json(finding, lang),
        "scene": scene_brief(finding.scene),
        "reference": scene_brief(finding.reference),
        "flight": finding.scene.flight_id,
        "gsd_m": finding.scene.gsd_m,
        "sun": sun_json(finding.scene, (finding.lon, finding.lat)),
        "evidence": pictures_json(finding),
        "proposal": finding.proposal,
        "decided": _decided(finding, beside.issue),
        "near_issues": [_near(near, lang) for near in beside.near],
        "if_accepted": beside.if_accepted,
        "sightings": beside.sightings,
        "reviewed": {"right": beside.verdicts.right, "of": beside.verdicts.reviewed},
        "created_at": moment(finding.created_at),
    }


def pictures_json(finding: Finding) -> list[dict[str, Any]]:
    """Return the evidence with where its pixels lie and, once redrawn, today's outline."""
    around = (finding.station.anchor.x, finding.station.anchor.y)
    entries = evidence_json(finding.evidence, f"finding:{finding.id}")
    return [_placed(entry, finding, around) for entry in entries]


def sun_json(scene: Scene, lonlat: tuple[float, float]) -> dict[str, float] | None:
    """Return where the sun stood, None when the image's hour is not known or too late."""
    sun = review_sun.sun_of(scene, lonlat)
    return None if sun is None else asdict(sun)


def _placed(entry: dict[str, Any], finding: Finding, around: tuple[float, float]) -> dict[str, Any]:
    if entry.get("kind") == "frame" and "pixels" not in entry:
        return entry | {"pixels": {"polygons": review_frame.crop_outline(entry)}}
    if not review_frame.is_placed(entry):
        return entry
    placed = entry | {"lonlat": review_frame.lonlat_affine(entry, around)}
    if finding.geom_before is None:
        return placed
    pixels = entry["pixels"] | review_frame.outline(entry, finding.geom, around)
    before = {"polygons_before": entry["pixels"].get("polygons", [])}
    return placed | {"pixels": pixels | before}


def _not_evidence(finding: Finding, lang: Lang) -> dict[str, str] | None:
    if review_evidence.can_be_evidence(finding):
        return None
    code = "finding.flight_no_evidence"
    return {"code": code, "text": messages.text(code, lang)}


def rule_json(finding: Finding, lang: Lang) -> dict[str, str] | None:
    """Return the site rule that the finding touches: the detector's, else the first of its sign."""
    named = str(finding.detail.get("rule_ref") or "")
    sign = next((s for s in catalog.signs() if s.sign == finding.sign), None)
    wanted = [named] if named else list(sign.rule_ids if sign else ())
    known = {rule.rule_id: rule for rule in catalog.rules()}
    rule = next((known[rule_id] for rule_id in wanted if rule_id in known), None)
    if rule is None:
        return {"id": named, "name": named} if named else None
    return {"id": rule.rule_id, "name": rule.name_zh if lang == "zh" else rule.name_en}


def _decided(finding: Finding, issue: Issue | None) -> dict[str, Any] | None:
    if finding.state == "pending":
        return None
    return {
        "by": finding.decided_by.name if finding.decided_by else "",
        "at": moment(finding.decided_at),
        "decision": finding.state,
        "reason": finding.reason,
        "note": finding.note,
        "issue": issue.number if issue else None,
    }


def _near(near: NearIssue, lang: Lang) -> dict[str, Any]:
    return {
        "number": near.issue.number,
        "title": issue_title(near.issue, lang),
        "state": near.issue.state,
        "distance_m": near.distance_m,
    }


def _bearing_deg(finding: Finding) -> float:
    """Return the direction from the station's anchor to the finding, degrees from north."""
    anchor = finding.station.anchor
    east = (finding.lon - anchor.x) * math.cos(math.radians(anchor.y))
    return round(math.degrees(math.atan2(east, finding.lat - anchor.y)) % 360, 1)
