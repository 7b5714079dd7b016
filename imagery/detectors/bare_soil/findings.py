"""Patches of bare or dry ground as findings; with a baseline only what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from shapely.affinity import affine_transform

from imagery.detectors import shapes, visibility
from imagery.detectors.bare_soil.params import CODE, NAME, PARAMS, RULE, SHORTWAVE, SIGN
from imagery.detectors.bare_soil.survey import Survey
from imagery.detectors.base import Bits, Detail, FindingShape, confidence
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component

WORDS = "bare or dry ground"
CAUTION = "not told from dry grass, leaf litter or warm concrete by colour"


@dataclass(frozen=True)
class Facts:
    """What every finding of one run shares."""

    affine: Any
    crs: Any
    roles: tuple[str, ...]
    assessed: float
    season_days: float | None
    detail: Detail

    @property
    def limit(self) -> float:
        """Threshold of the index."""
        return PARAMS["bsi" if self.shortwave else "red_over_blue"]

    @property
    def shortwave(self) -> bool:
        """Whether BSI was used."""
        return set(SHORTWAVE) <= set(self.roles)


def findings_of(seen: Survey, place: Place | None, facts: Facts) -> tuple[FindingShape, ...]:
    """Return the largest patches; with a zone those that reach into its ring."""
    bits = seen.bare if seen.fresh is None else seen.fresh
    if place is not None:
        bits = bits & place.context
    least = least_px(seen, placed=facts.crs is not None)
    parts = _parts(bits, seen, place, least)
    found = (_finding(part, seen, place, facts, least) for part in parts)
    return tuple(islice(found, int(PARAMS["most_findings"])))


def least_px(seen: Survey, *, placed: bool) -> int:
    """Return the working pixels of the smallest patch that is reported."""
    if not placed:
        return max(int(PARAMS["least_px"]), round(seen.mask.size * PARAMS["unknown_gsd_share"]))
    side = visibility.smallest_object_m(SIGN, seen.step_m)
    return max(
        int(PARAMS["least_px"]), round(max(side**2, PARAMS["least_area_m2"]) / seen.step_m**2)
    )


def _parts(bits: Bits, seen: Survey, place: Place | None, least: int) -> Iterator[Component]:
    for part in shapes.components(bits, seen.work, least_px=least):
        if place is None or part.of(place.ring, seen.work).any():
            yield part


def _finding(
    part: Component, seen: Survey, place: Place | None, facts: Facts, least: int
) -> FindingShape:
    placed = facts.crs is not None
    pixels = affine_transform(part.outline().simplify(0.75), seen.to_stored().to_shapely())
    mean = float(part.of(seen.index, seen.work).mean())
    unit = 0.1 if facts.shortwave else facts.limit
    new = seen.fresh is not None
    return FindingShape(
        code=CODE,
        sign=SIGN,
        polygon=shapes.lonlat_polygon(pixels, facts.affine, facts.crs),
        pixel_polygon=pixels,
        confidence=confidence(
            (mean - facts.limit) / unit,
            part.size / least,
            facts.assessed,
            season_days=facts.season_days,
            detector=NAME,
            cap=PARAMS["cap_new" if new else "cap_one_date"],
        ),
        area_m2=round(part.size * seen.step_m**2, 1) if placed else float("nan"),
        distance_m=_distance(part, seen, place),
        assessed_fraction=round(facts.assessed, 4),
        smallest_object_m=round(least**0.5 * seen.step_m, 2) if placed else float("nan"),
        detail=_detail(facts, mean, new=new),
    )


def _detail(facts: Facts, mean: float, *, new: bool) -> Detail:
    detail: Detail = {
        **facts.detail,
        "sign": ("new " if new else "") + WORDS,
        "rule_ref": RULE,
        "measured": round(mean, 3),
        "limit": facts.limit,
    }
    return detail if facts.shortwave else detail | {"caution": CAUTION}


def _distance(part: Component, seen: Survey, place: Place | None) -> float | None:
    if place is None or place.away_m is None:
        return None
    nearest = float(part.of(place.away_m, seen.work).min())
    return round(max(0.0, nearest - seen.step_m / 2), 1)
