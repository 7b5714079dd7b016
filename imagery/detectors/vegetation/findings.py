"""Crowns that reach into the inlet's ring, as leads: their height is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.transform import Affine
from shapely.affinity import affine_transform

from imagery.detectors import shapes
from imagery.detectors.base import Bits, Detail, FindingShape, Plane, confidence
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component
from imagery.detectors.vegetation.params import ADVICE, CODE, PARAMS, RULE, SIGN
from imagery.detectors.vegetation.survey import Survey


@dataclass(frozen=True)
class Ring:
    """The zone on working pixels: ring, context (bool) and metres to the inlet (or None)."""

    ring: Bits
    context: Bits
    away: Plane | None
    radius_m: float
    rule: str


def ring_on(survey: Survey, place: Place, *, radius_m: float, rule: str | None) -> Ring:
    """Bring a zone's pixels to the working grid."""
    size = survey.work.shape

    def coarse(bits: Any) -> Any:
        return _thinned(bits, survey.factor, size)

    away = place.away_m()
    return Ring(
        ring=coarse(place.ring),
        context=coarse(place.context),
        away=None if away is None else coarse(away),
        radius_m=radius_m,
        rule=rule or RULE,
    )


def _thinned(plane: Any, factor: int, size: tuple[int, int]) -> Any:
    rows = np.minimum(np.arange(size[0]) * factor + factor // 2, plane.shape[0] - 1)
    cols = np.minimum(np.arange(size[1]) * factor + factor // 2, plane.shape[1] - 1)
    return plane[np.ix_(rows, cols)]


def crowns(
    survey: Survey,
    ring: Ring | None,
    ground: tuple[Affine, Any],
    *,
    assessed: float,
    caveats: tuple[str, ...],
    placed: bool,
) -> tuple[FindingShape, ...]:
    """Return every crown, or with a ring those that reach into it, largest first."""
    bits = survey.woody if ring is None else survey.woody & ring.context
    least = max(1, round(PARAMS["least_area_m2"] / survey.step_m**2))
    facts = _Facts(survey, ring, ground, assessed, caveats, placed)
    return tuple(_leads(bits, least, facts))


@dataclass(frozen=True)
class _Facts:
    survey: Survey
    ring: Ring | None
    ground: tuple[Affine, Any]
    assessed: float
    caveats: tuple[str, ...]
    placed: bool


def _leads(bits: Bits, least: int, facts: _Facts) -> Iterator[FindingShape]:
    work, ring = facts.survey.work, facts.ring
    for part in shapes.components(bits, work, least_px=least):
        if ring is None or part.of(ring.ring, work).any():
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
    ring = facts.ring
    if ring is None:
        return detail
    inside = int(part.of(ring.ring, facts.survey.work).sum())
    detail |= {
        "rule_ref": ring.rule,
        "limit": ring.radius_m,
        "area_in_ring_m2": round(inside * facts.survey.step_m**2, 1),
        "unseen": round(1 - facts.assessed, 4),
    }
    if distance is not None:
        detail["measured"] = distance
        if distance < PARAMS["advice_m"]:
            detail |= {"advice_ref": ADVICE, "advice_limit": PARAMS["advice_m"]}
    return detail


def _distance(part: Component, facts: _Facts) -> float | None:
    if facts.ring is None or facts.ring.away is None:
        return None
    nearest = float(part.of(facts.ring.away, facts.survey.work).min())
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
