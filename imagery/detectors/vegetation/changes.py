"""Findings of two dates: how new a crown is, and what was cleared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasterio.features import geometry_mask
from rasterio.transform import Affine
from shapely.affinity import affine_transform

from imagery.detectors import checks, shapes
from imagery.detectors.base import Bits, FindingShape, confidence
from imagery.detectors.pairing import flags_of
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component
from imagery.detectors.vegetation.change import Change
from imagery.detectors.vegetation.params import NAME, PARAMS
from imagery.detectors.vegetation.survey import Survey

_PIXELS = Affine.identity()
CLEARED_CODE, CLEARED_SIGN = "ENV-04", "SOIL"


def dated(finding: FindingShape, change: Change, seen: Survey) -> FindingShape:
    """Add to a crown how much of it is new, and what must be said of the comparison."""
    outline = affine_transform(finding.pixel_polygon, (~seen.to_stored()).to_shapely())
    inside = geometry_mask([outline], seen.green.shape, _PIXELS, invert=True) & change.both
    if not inside.any():
        return finding
    new = float(change.grown[inside].mean())
    detail = {
        **finding.detail,
        "new_share": round(new, 3),
        "change": "encroaching" if new > PARAMS["new_share"] else "there before",
        **change.pair.shift.detail,
        **dict.fromkeys(flags_of(change.pair), "yes"),
    }
    return replace(finding, detail=detail)


def cleared(
    change: Change, seen: Survey, place: Place | None, ground: tuple[Any, Any], assessed: float
) -> tuple[FindingShape, ...]:
    """Return the patches that lost their plants, largest first; with a ring those that reach it."""
    bits: Bits = change.lost if place is None else change.lost & place.context
    least = max(int(PARAMS["least_px"]), round(PARAMS["least_area_m2"] / seen.step_m**2))
    parts = shapes.components(bits, seen.work, least_px=least)
    return tuple(
        _finding(part, change, seen, ground, (assessed, least))
        for part in parts
        if place is None or part.of(place.ring, seen.work).any()
    )


def _finding(
    part: Component,
    change: Change,
    seen: Survey,
    ground: tuple[Any, Any],
    known: tuple[float, int],
) -> FindingShape:
    outline = affine_transform(part.outline().simplify(0.75), seen.to_stored().to_shapely())
    affine, crs = ground
    assessed, least = known
    fall = float(-part.of(change.rise, seen.work).mean())
    pair = change.pair
    return FindingShape(
        code=CLEARED_CODE,
        sign=CLEARED_SIGN,
        polygon=shapes.lonlat_polygon(outline, affine, crs),
        pixel_polygon=outline,
        confidence=confidence(
            fall / PARAMS["change_z"] - 1,
            part.size / least,
            assessed,
            season_days=checks.season_days(pair.image, pair.reference),
            detector=NAME,
            cap=PARAMS["cap"],
        ),
        area_m2=round(part.size * seen.step_m**2, 1) if crs is not None else float("nan"),
        distance_m=None,
        assessed_fraction=round(assessed, 4),
        smallest_object_m=round(least**0.5 * seen.step_m, 2) if crs is not None else float("nan"),
        detail={
            "change": "vegetation cleared",
            "measured": round(-fall, 2),
            "limit": -PARAMS["change_z"],
            **pair.shift.detail,
            **dict.fromkeys(flags_of(pair), "yes"),
        },
    )
