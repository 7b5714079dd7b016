"""From lost water to findings: rule W-10 inside a ring, or any clear loss without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import shapes
from imagery.detectors.assessed import zone_share
from imagery.detectors.base import NO, NOT_ASSESSED, YES, Bits, Detail, FindingShape, confidence
from imagery.detectors.labels import strips
from imagery.detectors.places import Place
from imagery.detectors.result import Said
from imagery.detectors.shapes import Component
from imagery.detectors.water.extent import Extent
from imagery.detectors.water.pair import Pair
from imagery.detectors.water.params import CODE, LEAST_PX, NAME, NDWI_NOISE, PARAMS, RULE, SIGN


@dataclass(frozen=True)
class Ground:
    """How the image's pixels lie on the ground."""

    affine: Any
    crs: Any
    step_m: tuple[float, float]

    @property
    def pixel_m2(self) -> float:
        """Ground area of a pixel."""
        return self.step_m[0] * self.step_m[1]


def extent_alone(now: Extent, place: Place | None, ground: Ground) -> Said:
    """Tell the water of one date in the ring or the whole frame; nothing of its change."""
    assessed = zone_share(now.mask, place)
    wet = seen = 0
    for rows in strips(now.mask):
        asked = now.mask[rows] if place is None else now.mask[rows][place.ring[rows]]
        wet += int(np.count_nonzero(asked == YES))
        seen += int(np.count_nonzero(asked != NOT_ASSESSED))
    least = PARAMS["least_assessed_scene" if place is None else "least_assessed"]
    if assessed < least:
        return Said(assessed, {}, abstained="detect.zone_not_seen")
    share_wet = round(wet / max(seen, 1), 4)
    return Said(assessed, {"water_m2": round(wet * ground.pixel_m2, 1), "water_share": share_wet})


def reach(pair: Pair, place: Place, ground: Ground) -> Said:
    """Judge rule W-10: water area in the ring over the baseline's, where both dates are seen."""
    ring = place.ring
    then_px = int((pair.then.wet & pair.both & ring).sum())
    now_px = int((pair.now.wet & pair.both & ring).sum())
    assessed = share(pair.both, ring)
    detail: Detail = {
        "rule_ref": RULE,
        **_areas(then_px, now_px, ground),
        "intake_dry": _intake(pair, place),
        "unseen_no_data": round(share(pair.empty, ring), 4),
        "unseen_hidden": round(share(~pair.both & ~pair.empty, ring), 4),
        **pair.shift.detail,
    }
    abstained = _cannot_judge(assessed, then_px, ground)
    if abstained is not None:
        return Said(assessed, detail, abstained=abstained)
    ratio = round(now_px / then_px, 4)
    failed = ratio < PARAMS["ratio_fail"]
    limit = PARAMS["ratio_fail" if failed else "ratio_warn"]
    detail |= {"water_area_ratio": ratio, "measured": ratio, "limit": limit}
    if ratio >= PARAMS["ratio_warn"]:
        return Said(assessed, detail)
    detail["level"] = "fail" if failed else "warn"
    return _lost_reach(pair, place, ground, Said(assessed, detail))


def _cannot_judge(assessed: float, then_px: int, ground: Ground) -> str | None:
    if max(ground.step_m) > PARAMS["max_gsd_m"]:
        return "detect.too_coarse"
    if assessed < PARAMS["least_assessed"]:
        return "detect.zone_not_seen"
    return "detect.no_reference_water" if then_px < LEAST_PX else None


def _lost_reach(pair: Pair, place: Place, ground: Ground, so_far: Said) -> Said:
    """One reach, one measurement, one finding: all lost shore that touches the ring."""
    lost = np.zeros(pair.frame.shape, bool)
    for part in shapes.components(pair.lost & place.context, pair.frame, least_px=LEAST_PX):
        if part.of(place.ring, pair.frame).any():
            lost[part.frame.within(pair.frame)] |= part.bits
    if not lost.any():
        return Said(so_far.assessed, so_far.detail, abstained="detect.change_too_small")
    reach_part = Component(lost, pair.frame)
    finding = _finding(pair, reach_part, ground, so_far, place.away_m)
    return Said(so_far.assessed, so_far.detail, (finding,))


def shrinkage(pair: Pair, ground: Ground) -> Said:
    """Report every clear loss of water in the whole image, without a rule."""
    then_px = int((pair.then.wet & pair.both).sum())
    now_px = int((pair.now.wet & pair.both).sum())
    detail: Detail = {
        **_areas(then_px, now_px, ground),
        "gained_m2": round(int(pair.gained.sum()) * ground.pixel_m2, 1),
        **pair.shift.detail,
    }
    verdict = Said(float(pair.both.mean()), detail)
    if verdict.assessed < PARAMS["least_assessed_scene"]:
        return Said(verdict.assessed, detail, abstained="detect.zone_not_seen")
    core = ndimage.binary_opening(pair.lost, shapes.EIGHT)
    plain = Said(verdict.assessed, {"change": "lost"})
    found = tuple(
        _finding(pair, part, ground, plain, None)
        for part in shapes.components(core, pair.frame, least_px=LEAST_PX)
    )
    return Said(verdict.assessed, detail, found)


def _finding(pair: Pair, part: Component, ground: Ground, verdict: Said, away: Any) -> FindingShape:
    threshold = PARAMS["threshold"]
    margin = min(
        float(np.mean(threshold - part.of(pair.now.index, pair.frame))),
        float(np.mean(part.of(pair.then.index, pair.frame) - threshold)),
    )
    outline = part.outline()
    half = max(ground.step_m) / 2
    nearest = None if away is None else float(part.of(away, pair.frame).min())
    return FindingShape(
        code=CODE,
        sign=SIGN,
        polygon=shapes.lonlat_polygon(outline, ground.affine, ground.crs),
        pixel_polygon=outline,
        confidence=confidence(
            margin / NDWI_NOISE,
            part.size / LEAST_PX,
            verdict.assessed,
            season_days=pair.season_days,
            detector=NAME,
        ),
        area_m2=round(part.size * ground.pixel_m2, 1),
        distance_m=None if nearest is None else round(max(0.0, nearest - half), 1),
        assessed_fraction=round(verdict.assessed, 4),
        smallest_object_m=round(3 * max(ground.step_m), 2),
        detail={**verdict.detail, "margin_ndwi": round(margin, 4)},
    )


def share(part: Bits, of: Bits) -> float:
    """Return the share of the pixels ``of`` that are in ``part``; 0 for an empty zone."""
    count = int(of.sum())
    return float((part & of).sum()) / count if count else 0.0


def _areas(then_px: int, now_px: int, ground: Ground) -> Detail:
    return {
        "water_m2_then": round(then_px * ground.pixel_m2, 1),
        "water_m2_now": round(now_px * ground.pixel_m2, 1),
    }


def _intake(pair: Pair, place: Place) -> str:
    """Whether the intake's own pixel is dry now: yes, no, or unknown."""
    if place.anchor_px is None:
        return "unknown"
    row = int(np.floor(place.anchor_px[0])) - pair.frame.row
    col = int(np.floor(place.anchor_px[1])) - pair.frame.col
    return {NO: "yes", YES: "no"}.get(int(pair.now.mask[row, col]), "unknown")
