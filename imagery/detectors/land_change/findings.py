"""Changed patches as findings: one a kind and place, with what became of the ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from imagery.detectors import shapes, visibility
from imagery.detectors.base import CONFIDENCE_CAP, Bits, Detail, FindingShape, confidence
from imagery.detectors.land_change.kinds import KINDS
from imagery.detectors.land_change.params import NAME, PARAMS
from imagery.detectors.land_change.survey import Survey
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component


@dataclass(frozen=True)
class Facts:
    """What every finding of one run shares; ``step_m`` is NaN without a CRS."""

    affine: Any
    crs: Any
    step_m: tuple[float, float]
    assessed: float
    season_days: float | None
    unsure: bool
    detail: Detail


def findings_of(seen: Survey, place: Place | None, facts: Facts) -> tuple[FindingShape, ...]:
    """Return the largest changed patches; with a zone those that reach into its ring."""
    bits = seen.changed if place is None else seen.changed & place.context
    found = (_finding(part, seen, place, facts) for part in _parts(bits, seen, place))
    return tuple(islice(found, int(PARAMS["most_findings"])))


def _parts(bits: Bits, seen: Survey, place: Place | None) -> Iterator[Component]:
    for part in shapes.components(bits, seen.frame, least_px=int(PARAMS["finding_px"])):
        if place is None or part.of(place.ring, seen.frame).any():
            yield part


def _finding(part: Component, seen: Survey, place: Place | None, facts: Facts) -> FindingShape:
    counts = np.bincount(part.of(seen.kind, seen.frame), minlength=len(KINDS))
    kind, of_kind = KINDS[int(counts.argmax())], float(counts.max() / part.size)
    outline = part.outline()
    step = max(facts.step_m)
    return FindingShape(
        code=kind.code,
        sign=kind.sign,
        polygon=shapes.lonlat_polygon(outline, facts.affine, facts.crs),
        pixel_polygon=outline,
        confidence=_confidence(part, seen, facts, of_kind),
        area_m2=round(part.size * facts.step_m[0] * facts.step_m[1], 1),
        distance_m=_distance(part, seen, place, step),
        assessed_fraction=round(facts.assessed, 4),
        smallest_object_m=round(visibility.smallest_object_m(kind.sign, step), 2),
        detail={
            **facts.detail,
            "change": kind.name,
            "share_of_kind": round(of_kind, 2),
            "kind_clear": "yes" if of_kind >= PARAMS["majority"] else "no",
            "measured": round(float(part.of(seen.size, seen.frame).mean()), 2),
            "limit": round(seen.cut.threshold, 2),
        },
    )


def _confidence(part: Component, seen: Survey, facts: Facts, of_kind: float) -> float:
    """Return how sure a patch is; a kind without a majority of its pixels is named less surely."""
    cut, top = seen.cut, PARAMS["cap_unsure"] if facts.unsure else CONFIDENCE_CAP
    over = float(part.of(seen.size, seen.frame).mean()) - cut.threshold
    return confidence(
        over / cut.deviation,
        part.size / PARAMS["finding_px"],
        facts.assessed,
        season_days=facts.season_days,
        bimodality=cut.bimodality,
        detector=NAME,
        cap=top * min(1.0, of_kind / PARAMS["majority"]),
    )


def _distance(part: Component, seen: Survey, place: Place | None, step: float) -> float | None:
    if place is None or place.away_m is None:
        return None
    nearest = float(part.of(place.away_m, seen.frame).min())
    return round(max(0.0, nearest - step / 2), 1)
