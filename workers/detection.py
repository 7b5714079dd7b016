"""Which detector looks where: the plans, and the looks of one detector at many stations."""

from __future__ import annotations

import math
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import Refused
from geo.zones import Zone as StationZone
from geo.zones import zones_for
from imagery import detectors
from imagery.detectors import Detection, FindingShape, SceneInput, Zone
from imagery.detectors.batch import detect_many
from imagery.detectors.reliability import recalibrated
from imagery.detectors.thinning import thinned
from ledger import catalog
from ledger.findings import DetectionRecord, FindingRecord
from ledger.models import Station
from ledger.verdicts import Verdicts


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One detector, the sign it looks for, and the kinds of station that have this sign.

    ``main`` looks are always recorded, also when the image lacks their bands; the others only
    where it holds them. ``compares`` takes a baseline, ``alone`` says something without one.
    """

    detector: str
    sign: str
    kinds: tuple[str, ...]
    main: bool = False
    compares: bool = False
    alone: bool = True

    def roles_in(self, bands: Mapping[str, int]) -> tuple[str, ...] | None:
        """Return the first set of bands the detector can work with that an image holds."""
        sets = detectors.needs(self.detector)
        return next((roles for roles in sets if set(roles) <= set(bands)), None)

    def fits(self, kind: str, bands: Mapping[str, int]) -> bool:
        """Whether to look at a station of a kind in an image with these bands."""
        return kind in self.kinds and (self.main or self.roles_in(bands) is not None)


PLANS = (
    Plan(detector="water", sign="DRY", kinds=("water",), main=True, compares=True),
    Plan(detector="vegetation", sign="VEG", kinds=("air",), main=True),
    Plan(detector="land-change", sign="BLD", kinds=("air",), compares=True, alone=False),
    Plan(detector="bare-soil", sign="SOIL", kinds=("air",), compares=True, alone=False),
    Plan(detector="burn", sign="FIRE", kinds=("air",), compares=True, alone=False),
    Plan(detector="algae", sign="ALGAE", kinds=("water",)),
    Plan(detector="turbidity", sign="TURBID", kinds=("water",)),
    Plan(detector="debris", sign="DEBRIS", kinds=("water",)),
    Plan(detector="flood-sar", sign="FLOOD", kinds=("air", "water"), compares=True),
)
"""``obstacles`` is not among them: it needs heights, which no scene brings along yet."""
NEEDS_REFERENCE = "detect.needs_reference"


@dataclass(frozen=True)
class Look:
    """What one detector saw in one station's zone; ``refused`` is why it could not look."""

    plan: Plan
    zone: Zone
    detection: Detection | None
    refused: Refused | None = None


def plans_for(
    kind: str, bands: Mapping[str, int], before: Collection[str] = ()
) -> tuple[Plan, ...]:
    """Return the detectors that look at stations of a kind in an image with these bands.

    Those that looked ``before``, at other bands of the same image, look again and say what they
    lack: their earlier answer must not stand.
    """
    return tuple(
        plan
        for plan in PLANS
        if plan.fits(kind, bands) or (kind in plan.kinds and plan.detector in before)
    )


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
    if reference is None and not plan.alone:
        missing = Refused("detect.no_baseline")
        yield from (
            (number, Look(plan, place, None, missing)) for number, place in enumerate(places)
        )
        return
    image = thinned(image, plan.detector)
    reference = None if reference is None else thinned(reference, plan.detector)
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
    seen: Look,
    evidence: Mapping[int, list[dict[str, Any]]] | None = None,
    verdicts: Verdicts | None = None,
) -> DetectionRecord:
    """Return what the ledger keeps of a look.

    Parameters
    ----------
    evidence : mapping of finding number -> stored crops
        As :func:`workers.evidence.stored` returns them.
    verdicts : Verdicts, optional
        What people said of this detector so far: its confidence is moved by it.
    """
    detection = seen.detection
    if detection is None:
        return _not_assessed(seen)
    placed = [
        _finding(shape, seen.zone, (evidence or {}).get(number, []), verdicts or Verdicts())
        for number, shape in enumerate(detection.findings)
        if shape.polygon is not None
    ]
    return DetectionRecord(
        detector=detection.detector,
        version=detection.version,
        params=plain(detection.params),
        assessed_fraction=_number(detection.assessed_fraction) or 0.0,
        abstained=detection.abstained or _undecided(detection),
        detail=plain(detection.detail) | {"flags": list(detection.flags)},
        findings=placed,
    )


def _undecided(detection: Detection) -> str | None:
    """A station asks whether something changed: what one date cannot tell was not assessed."""
    return NEEDS_REFERENCE if NEEDS_REFERENCE in detection.flags else None


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


def _finding(
    shape: FindingShape, zone: Zone, evidence: list[dict[str, Any]], verdicts: Verdicts
) -> FindingRecord:
    rule = {"rule_ref": zone.rule_id} if zone.rule_id else {}
    confidence, calibration = _calibrated(float(shape.confidence), verdicts)
    return FindingRecord(
        code=shape.code,
        sign=shape.sign,
        polygon=shape.polygon,
        confidence=confidence,
        area_m2=_number(shape.area_m2) or 0.0,
        distance_m=_number(shape.distance_m),
        assessed_fraction=_number(shape.assessed_fraction) or 0.0,
        smallest_object_m=_number(shape.smallest_object_m),
        detail=rule | plain(shape.detail) | calibration,
        evidence=evidence,
    )


def _calibrated(raw: float, verdicts: Verdicts) -> tuple[float, dict[str, Any]]:
    """Return the confidence after the verdicts, and what it was made from."""
    if not verdicts.reviewed:
        return raw, {}
    moved = recalibrated(raw, verdicts.right, verdicts.reviewed, expected=verdicts.claimed)
    counts = {"reviewed_right": verdicts.right, "reviewed_of": verdicts.reviewed}
    return moved, {"confidence_before_review": raw, **counts}


def _number(value: Any) -> float | None:
    """Return a Python number; None for NaN, infinity and None."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None
