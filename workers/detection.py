"""Which detector looks where: the plans, and the looks of one detector at many stations."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import Refused
from geo.zones import Zone as StationZone
from geo.zones import zones_for
from imagery import detectors
from imagery.detectors import Detection, FindingShape, SceneInput, Zone
from imagery.detectors.batch import detect_many
from ledger import catalog
from ledger.findings import DetectionRecord, FindingRecord
from ledger.models import Station


@dataclass(frozen=True)
class Plan:
    """One detector, the sign it looks for, and the kind of station that has this sign."""

    detector: str
    sign: str
    kind: str
    compares: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """The bands a baseline must hold."""
        return detectors.needs(self.detector)[0]


PLANS = (Plan("water", "DRY", "water", True), Plan("vegetation", "VEG", "air", False))


@dataclass(frozen=True)
class Look:
    """What one detector saw in one station's zone; ``refused`` is why it could not look."""

    plan: Plan
    zone: Zone
    detection: Detection | None
    refused: Refused | None = None


def plans_for(kind: str) -> tuple[Plan, ...]:
    """Return the detectors that look at stations of a kind (air or water)."""
    return tuple(plan for plan in PLANS if plan.kind == kind)


def looks(
    plan: Plan,
    zones: Sequence[StationZone],
    image: SceneInput,
    reference: SceneInput | None,
) -> Generator[tuple[int, Look]]:
    """Run one detector in its sign's zones; a refusal is an answer, not an error.

    Yields
    ------
    (int, Look)
        The zone's number and what was seen there, in the order of the image's blocks; nothing
        of a look is kept here.
    """
    places = [_zone(zone) for zone in zones]
    for number, seen in detect_many(plan.detector, image, places, reference=reference):
        if isinstance(seen, Detection):
            yield number, Look(plan, places[number], seen)
        else:
            yield number, Look(plan, places[number], None, seen)


def zone_for(plan: Plan, station: Station) -> StationZone:
    """Return the one zone of a station in which a plan looks (all its zones cost 2 ms)."""
    signs = [sign for sign in catalog.signs() if sign.sign == plan.sign]
    anchor = (station.anchor.x, station.anchor.y)
    return zones_for(station.kind, anchor, signs, catalog.rules())[0]


def recorded(
    seen: Look, evidence: Mapping[int, list[dict[str, Any]]] | None = None
) -> DetectionRecord:
    """Return what the ledger keeps of a look.

    Parameters
    ----------
    evidence : mapping of finding number -> stored crops
        As :func:`workers.evidence.stored` returns them.
    """
    detection = seen.detection
    if detection is None:
        return _not_assessed(seen)
    placed = [
        _finding(shape, seen.zone, (evidence or {}).get(number, []))
        for number, shape in enumerate(detection.findings)
        if shape.polygon is not None
    ]
    return DetectionRecord(
        detector=detection.detector,
        version=detection.version,
        params=plain(detection.params),
        assessed_fraction=_number(detection.assessed_fraction) or 0.0,
        abstained=detection.abstained,
        detail=plain(detection.detail) | {"flags": list(detection.flags)},
        findings=placed,
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a detector's numbers and words as JSON values; what is not finite becomes None."""
    return {
        name: value if isinstance(value, str) else _number(value) for name, value in values.items()
    }


def _not_assessed(seen: Look) -> DetectionRecord:
    refusal = seen.refused or Refused("detect.zone_not_seen")
    return DetectionRecord(
        detector=seen.plan.detector,
        version=detectors.version(seen.plan.detector),
        params={},
        assessed_fraction=0.0,
        abstained=refusal.code,
        detail={"params": {name: str(value) for name, value in refusal.params.items()}},
    )


def _zone(zone: StationZone) -> Zone:
    return Zone(
        polygon=zone.context_polygon,
        anchor_lonlat=zone.anchor_lonlat,
        radius_m=zone.radius_m,
        rule_id=next(iter(zone.rule_ids), None),
    )


def _finding(shape: FindingShape, zone: Zone, evidence: list[dict[str, Any]]) -> FindingRecord:
    rule = {"rule_ref": zone.rule_id} if zone.rule_id else {}
    return FindingRecord(
        code=shape.code,
        sign=shape.sign,
        polygon=shape.polygon,
        confidence=float(shape.confidence),
        area_m2=_number(shape.area_m2) or 0.0,
        distance_m=_number(shape.distance_m),
        assessed_fraction=_number(shape.assessed_fraction) or 0.0,
        smallest_object_m=_number(shape.smallest_object_m),
        detail=rule | plain(shape.detail),
        evidence=evidence,
    )


def _number(value: Any) -> float | None:
    """Return a Python number; None for NaN, infinity and None."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
