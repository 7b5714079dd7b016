"""Crowns that reach into the inlet's ring, as leads: their height is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasterio.transform import Affine
from shapely.affinity import affine_transform

from imagery.detectors import shapes
from imagery.detectors.base import Bits, Detail, FindingShape, Zone, confidence
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component
from imagery.detectors.vegetation.params import ADVICE, CODE, PARAMS, RULE, SIGN
from imagery.detectors.vegetation.survey import Survey


@dataclass(frozen=True)
class Limit:
    """The rule that a zone stands for, and the ring's radius in metres."""

    rule: str
    radius_m: float


def limit_of(zone: Zone | None) -> Limit:
    """Return a zone's rule; where it names none, the usual ring."""
    rule = zone.rule_id if zone is not None else None
    radius = zone.radius_m if zone is not None else None
    return Limit(rule or RULE, radius or PARAMS["radius_m"])


def crowns(
    survey: Survey,
    place: Place | None,
    ground: tuple[Affine, Any],
    *,
    assessed: float,
    caveats: tuple[str, ...],
    limit: Limit,
) -> tuple[FindingShape, ...]:
    """Return every crown, or with a ring those that reach into it, largest first."""
    bits = survey.woody if place is None else survey.woody & place.context
    least = max(1, round(PARAMS["least_area_m2"] / survey.step_m**2))
    facts = _Facts(survey, place, ground, assessed, caveats, limit)
    return tuple(_leads(bits, least, facts))


@dataclass(frozen=True)
class _Facts:
    survey: Survey
    place: Place | None
    ground: tuple[Affine, Any]
    assessed: float
    caveats: tuple[str, ...]
    limit: Limit

    @property
    def placed(self) -> bool:
        """Whether metres are known."""
        return self.ground[1] is not None


def _leads(bits: Bits, least: int, facts: _Facts) -> Iterator[FindingShape]:
    work, place = facts.survey.work, facts.place
    for part in shapes.components(bits, work, least_px=least):
        if place is None or part.of(place.ring, work).any():
            yield _lead(part, least, facts)


def _lead(part: Component, least: int, facts: _Facts) -> FindingShape:
    survey = facts.survey
    to_stored = survey.to_stored()
    outline = affine_transform(_smooth_outline(part), to_stored.to_shapely())
    affine, crs = facts.ground
    distance = _distance(part, facts)
    unsure = survey.unsure or bool(facts.caveats)
    margin = _margin(part, survey)
    return FindingShape(
        code=CODE,
        sign=SIGN,
        polygon=shapes.lonlat_polygon(outline, affine, crs),
        pixel_polygon=outline,
        confidence=confidence(
            margin, part.size / least, facts.assessed,
            cap=PARAMS["cap_unsure" if unsure else "cap"],
        ),
        area_m2=round(part.size * survey.step_m**2, 1) if facts.placed else float("nan"),
        distance_m=distance,
        assessed_fraction=round(facts.assessed, 4),
        smallest_object_m=round(2 * PARAMS["open_m"], 2) if facts.placed else float("nan"),
        detail=_detail(part, distance, facts),
    )  # fmt: skip


def _margin(part: Component, survey: Survey) -> float:
    """Mean roughness over its threshold, in units of the threshold (crowns measured: 1 to 3)."""
    mean = float(part.of(survey.rough, survey.work).mean())
    return mean / PARAMS["rough_least"] - 1


def _detail(part: Component, distance: float | None, facts: _Facts) -> Detail:
    detail: Detail = {"height": "unknown", **dict.fromkeys(facts.caveats, "yes")}
    if facts.place is None:
        return detail
    inside = int(part.of(facts.place.ring, facts.survey.work).sum())
    detail |= {
        "rule_ref": facts.limit.rule,
        "limit": facts.limit.radius_m,
        "area_in_ring_m2": round(inside * facts.survey.step_m**2, 1),
        "unseen": round(1 - facts.assessed, 4),
    }
    if distance is not None:
        detail["measured"] = distance
        if distance < PARAMS["advice_m"]:
            detail |= {"advice_ref": ADVICE, "advice_limit": PARAMS["advice_m"]}
    return detail


def _distance(part: Component, facts: _Facts) -> float | None:
    if facts.place is None or facts.place.away_m is None:
        return None
    nearest = float(part.of(facts.place.away_m, facts.survey.work).min())
    return round(max(0.0, nearest - facts.survey.step_m / 2), 1)


def _smooth_outline(part: Component) -> Any:
    """Outline in working pixels, without the stairs of single pixels."""
    return part.outline().simplify(0.75)


def share(seen: Bits, ring: Bits | None) -> float:
    """Return the seen share of the ring, or of everything."""
    if ring is None:
        return float(seen.mean())
    count = int(ring.sum())
    return float((seen & ring).sum()) / count if count else 0.0
