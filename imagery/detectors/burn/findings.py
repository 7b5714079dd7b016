"""From burnt pixels to findings: each scar, or with a zone those that reach into its ring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import shapes, visibility
from imagery.detectors.base import Bits, Detail, FindingShape, Plane, confidence
from imagery.detectors.burn.params import CODE, NAME, PARAMS, RULE, SIGN
from imagery.detectors.burn.threshold import Cut
from imagery.detectors.grid import Frame
from imagery.detectors.places import Place
from imagery.detectors.shapes import Component

SEVERITY = ((0.66, "high"), (0.44, "moderate_high"), (0.27, "moderate_low"), (0.1, "low"))
"""dNBR classes of Key and Benson 2006, table LA-2."""


@dataclass(frozen=True)
class Scene:
    """What was found on a frame and how its pixels lie on the ground (NaN: unknown)."""

    plane: Plane
    bits: Bits
    cut: Cut
    frame: Frame
    affine: Any
    crs: Any
    step_m: tuple[float, float]
    assessed: float
    season_days: float | None

    @property
    def pixel_m2(self) -> float:
        """Ground area of a pixel."""
        return self.step_m[0] * self.step_m[1]


def scars(scene: Scene, place: Place | None) -> Iterator[FindingShape]:
    """Yield the scars, largest first; with a zone those that touch its ring."""
    bits = scene.bits if place is None else scene.bits & place.context
    least = int(PARAMS["least_px"])
    for part in shapes.components(bits, scene.frame, least_px=least):
        if place is None or part.of(place.ring, scene.frame).any():
            yield _finding(part, scene, place)


def _finding(part: Component, scene: Scene, place: Place | None) -> FindingShape:
    threshold = scene.cut.threshold or PARAMS["unburnt_limit"]
    values = part.of(scene.plane, scene.frame)
    rise = float(np.nanmean(values)) - scene.cut.baseline
    outline = part.outline()
    step = max(scene.step_m)
    nearest = None if place is None or place.away_m is None else _nearest(part, scene, place)
    return FindingShape(
        code=CODE,
        sign=SIGN,
        polygon=shapes.lonlat_polygon(outline, scene.affine, scene.crs),
        pixel_polygon=outline,
        confidence=confidence(
            rise / threshold - 1,
            part.size / PARAMS["least_px"],
            scene.assessed,
            season_days=scene.season_days,
            bimodality=scene.cut.eta,
            detector=NAME,
        ),
        area_m2=round(part.size * scene.pixel_m2, 1),
        distance_m=nearest,
        assessed_fraction=round(scene.assessed, 4),
        smallest_object_m=round(visibility.smallest_object_m(SIGN, step), 2),
        detail=_detail(values, rise, nearest, threshold),
    )


def _detail(values: Any, rise: float, nearest: float | None, threshold: float) -> Detail:
    mean = float(np.nanmean(values))
    severity = next((name for limit, name in SEVERITY if mean >= limit), "unburnt_or_regrown")
    detail: Detail = {
        "dnbr_mean": round(mean, 4),
        "severity": severity,
        "rise": round(rise, 4),
        "rise_limit": round(threshold, 4),
    }
    if nearest is not None:
        detail |= {"rule_ref": RULE, "measured": nearest, "limit": PARAMS["radius_m"]}
    return detail


def _nearest(part: Component, scene: Scene, place: Place) -> float:
    away = float(part.of(place.away_m, scene.frame).min())
    return round(max(0.0, away - max(scene.step_m) / 2), 1)
