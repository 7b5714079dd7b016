"""Recording what a detector said: idempotent, and one place is one finding.

A finding's key is a digest of what produced it and where it lies, so a job that runs twice writes
nothing twice. A later scene, or a newer detector version, that sees the same place again adds a
:class:`Sighting` to the finding that is already there, whatever was decided about it. What a
corrected scene no longer shows is withdrawn: nobody is asked about a wrong guess of bands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import place, withdrawal
from ledger.models import Assessment, Finding, Scene, Sighting, Station
from ledger.sensitive import is_sensitive


@dataclass(frozen=True, kw_only=True)
class FindingRecord:
    """One suspected problem as a detector handed it over."""

    code: str
    sign: str
    polygon: BaseGeometry
    """WGS-84."""
    confidence: float
    area_m2: float
    distance_m: float | None
    assessed_fraction: float
    smallest_object_m: float | None
    detail: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[Mapping[str, Any]] = ()
    """[{"sha256", "kind", "mime", ...}] of files already stored."""


@dataclass(frozen=True, kw_only=True)
class DetectionRecord:
    """One detector's result at one station in one scene."""

    detector: str
    version: str
    params: Mapping[str, Any]
    assessed_fraction: float
    abstained: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[FindingRecord] = ()


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What recording a detection changed."""

    assessment: Assessment
    new: list[Finding]
    repeated: list[Sighting]
    withdrawn: list[Finding]
    """Undecided findings of the same scene and detector that this run did not see again."""


def record(
    session: Session,
    *,
    scene: Scene,
    reference: Scene | None,
    station: Station,
    detection: DetectionRecord,
) -> Recorded:
    """Write a detection in the caller's transaction; running it again changes nothing."""
    assessment = _assess(session, scene, reference, station, detection)
    new: list[Finding] = []
    repeated: list[Sighting] = []
    seen: set[int] = set()
    ordinals: Counter[tuple[str, tuple[int, int]]] = Counter()
    for item in detection.findings:
        cell = place.cell(item.polygon, station)
        key = place.key(
            scene,
            reference,
            station,
            made_by=(detection.detector, detection.version, dict(detection.params)),
            cell=cell,
            ordinal=ordinals[item.code, cell],
        )
        ordinals[item.code, cell] += 1
        if (known := place.known(session, key)) is not None:
            seen.add(known)
            withdrawal.bring_back(session, known)
            continue
        earlier = place.seen_before(session, station, item.code, item.polygon, fresh=new)
        if earlier is None:
            new.append(_finding(key, scene, reference, station, detection, item))
            session.add(new[-1])
        else:
            repeated.append(_sighting(key, scene, detection, item, earlier))
            session.add(repeated[-1])
            seen.add(earlier.id)
            withdrawal.bring_back(session, earlier.id)
    session.flush()
    seen |= {finding.id for finding in new}
    withdrawn = []
    if not detection.abstained:
        withdrawn = withdrawal.withdraw(
            session, scene, station, detector=detection.detector, seen=seen
        )
    return Recorded(assessment=assessment, new=new, repeated=repeated, withdrawn=withdrawn)


def _assess(
    session: Session,
    scene: Scene,
    reference: Scene | None,
    station: Station,
    detection: DetectionRecord,
) -> Assessment:
    row = session.scalar(
        select(Assessment).where(
            Assessment.scene_id == scene.id,
            Assessment.station_id == station.id,
            Assessment.detector == detection.detector,
            Assessment.detector_version == detection.version,
        )
    )
    if row is None:
        row = Assessment(
            scene_id=scene.id,
            station_id=station.id,
            detector=detection.detector,
            detector_version=detection.version,
        )
        session.add(row)
    row.reference_id = reference.id if reference else None
    row.assessed_fraction = detection.assessed_fraction
    row.abstained = detection.abstained
    row.found = len(detection.findings)
    row.detail = dict(detection.detail)
    return row


def _finding(
    key: str,
    scene: Scene,
    reference: Scene | None,
    station: Station,
    detection: DetectionRecord,
    item: FindingRecord,
) -> Finding:
    point = item.polygon.representative_point()
    return Finding(
        key=key,
        scene_id=scene.id,
        reference_id=reference.id if reference else None,
        station_id=station.id,
        detector=detection.detector,
        detector_version=detection.version,
        code=item.code,
        sign=item.sign,
        geom=item.polygon,
        lon=point.x,
        lat=point.y,
        confidence=item.confidence,
        area_m2=item.area_m2,
        distance_m=item.distance_m,
        assessed_fraction=item.assessed_fraction,
        smallest_object_m=item.smallest_object_m,
        detail=dict(item.detail),
        evidence=[dict(entry) for entry in item.evidence],
        withheld=is_sensitive(item.code),
    )


def _sighting(
    key: str, scene: Scene, detection: DetectionRecord, item: FindingRecord, earlier: Finding
) -> Sighting:
    return Sighting(
        key=key,
        finding_id=earlier.id,
        scene_id=scene.id,
        detector_version=detection.version,
        confidence=item.confidence,
        area_m2=item.area_m2,
        detail=dict(item.detail),
        evidence=[dict(entry) for entry in item.evidence],
    )
