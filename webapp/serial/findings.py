"""Findings as JSON: a lead, its evidence, what is near it, what accepting it would mean."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.messages import Lang
from ledger import catalog
from ledger.models import Finding, Issue
from ledger.nearby import NearIssue
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


def finding_json(finding: Finding, beside: Beside, lang: Lang) -> dict[str, Any]:
    """Return a finding."""
    kind = catalog.taxonomy().get(finding.code)
    return {
        "id": finding.id,
        "version": finding.version,
        "state": finding.state,
        "withheld": finding.withheld,
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
        "evidence": evidence_json(finding.evidence, f"finding:{finding.id}"),
        "proposal": finding.proposal,
        "decided": _decided(finding, beside.issue),
        "near_issues": [_near(near, lang) for near in beside.near],
        "if_accepted": beside.if_accepted,
        "sightings": beside.sightings,
        "reviewed": {"right": beside.verdicts.right, "of": beside.verdicts.reviewed},
        "created_at": moment(finding.created_at),
    }


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
