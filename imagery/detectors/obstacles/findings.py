"""From pixels that are too high to findings: one a connected group, with what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasterio.transform import Affine
from shapely.affinity import affine_transform

from imagery.detectors import reading, shapes
from imagery.detectors.base import YES, Bits, Detail, FindingShape, Mask, confidence
from imagery.detectors.grid import Frame
from imagery.detectors.obstacles.arc import Arc, longest_run, touched
from imagery.detectors.obstacles.judging import Part, View
from imagery.detectors.obstacles.kinds import Telling
from imagery.detectors.obstacles.params import BINS, BUILDING, NAME, PARAMS, PLANT, RULE

MOST_PX = 16_000_000
"""Groups of a larger disc are outlined on coarser pixels (the highest wins); what is measured
stays on the model's own."""


@dataclass(frozen=True)
class Facts:
    """What every finding of one run shares."""

    view: View
    arc: Arc
    common: Detail
    telling: Telling


def found(facts: Facts) -> tuple[FindingShape, ...]:
    """Return the groups of too-high pixels within reach, largest first."""
    frame = facts.view.metric.frame(PARAMS["reach_m"])
    bits = _within_reach(facts.view, frame) == YES
    factor = max(1, math.ceil(math.sqrt(bits.size / MOST_PX)))
    return tuple(_groups(facts, frame, _pooled(bits, factor), factor))


def _within_reach(view: View, frame: Frame) -> Mask:
    mask: Mask = reading.allocate(frame.shape, np.uint8, fill=0)
    for part in view.parts(frame):
        mask[part.frame.within(frame)] = part.too_high & (part.away_m <= PARAMS["reach_m"])
    return mask


def _pooled(bits: Bits, factor: int) -> Bits:
    if factor == 1:
        return bits
    rows, cols = (-size % factor for size in bits.shape)
    whole = np.pad(bits, ((0, rows), (0, cols)))
    parts = whole.reshape(whole.shape[0] // factor, factor, whole.shape[1] // factor, factor)
    return np.asarray(parts.any(axis=(1, 3)))


def _groups(facts: Facts, frame: Frame, bits: Bits, factor: int) -> Iterator[FindingShape]:
    to_model = Affine.translation(frame.col, frame.row) @ Affine.scale(factor)
    pooled = Frame(0, 0, *bits.shape)
    for group in shapes.components(bits, pooled, least_px=1):
        own = Frame(
            frame.row + group.frame.row * factor,
            frame.col + group.frame.col * factor,
            group.frame.height * factor,
            group.frame.width * factor,
        )
        part = facts.view.part(own)
        high = part.too_high & (part.away_m <= PARAMS["reach_m"])
        high &= group.bits.repeat(factor, axis=0).repeat(factor, axis=1)
        if high.sum() >= PARAMS["least_px"]:
            outline = affine_transform(group.outline(), to_model.to_shapely())
            yield _finding(facts, part, high, outline)


def _finding(facts: Facts, part: Part, high: Bits, outline: Any) -> FindingShape:
    view = facts.view
    kind = facts.telling(part.frame, high)
    code, sign = BUILDING if kind == "not_green" else PLANT
    away, above = part.away_m[high], part.above_m[high]
    size = int(high.sum())
    return FindingShape(
        code=code,
        sign=sign,
        polygon=shapes.lonlat_polygon(outline, view.source.transform, view.source.crs),
        pixel_polygon=outline,
        confidence=confidence(
            _margin(view, away, above), size / PARAMS["least_px"], facts.arc.assessed,
            detector=NAME,
        ),
        area_m2=round(size * view.metric.pixel_m2, 2),
        distance_m=round(max(0.0, float(away.min()) - view.metric.step_m / 2), 2),
        assessed_fraction=round(facts.arc.assessed, 4),
        smallest_object_m=round(2 * view.metric.step_m, 2),
        detail={**_measured(facts, part, high), "kind": kind, **facts.common},
    )  # fmt: skip


def _margin(view: View, away: Any, above: Any) -> float:
    """Mean height over the allowed one, in the surface model's usual error.

    A photogrammetric model errs by about 1.5 pixels, a laser one by .15 m; the larger is taken.
    """
    noise = max(PARAMS["noise_m"], PARAMS["noise_gsd"] * view.metric.step_m)
    return float(np.mean(above - away / PARAMS["ratio"])) / noise


def _measured(facts: Facts, part: Part, high: Bits) -> Detail:
    away, above = part.away_m[high], part.above_m[high]
    worst = int(np.argmin(away / above))
    angle = math.degrees(math.atan2(above[worst], away[worst]))
    east, north = part.east[high][worst], part.north[high][worst]
    start, end, span = _span(touched(facts.view, part, high))
    fails = angle >= PARAMS["angle_fail_deg"]
    return {
        "rule_ref": RULE,
        "measured": round(float(away[worst] / above[worst]), 3),
        "limit": PARAMS["ratio"],
        "level": "fail" if fails else "warn",
        "elevation_angle_deg": round(angle, 2),
        "worst_distance_m": round(float(away[worst]), 2),
        "worst_azimuth_deg": round(math.degrees(math.atan2(east, north)) % 360, 1),
        "top_above_inlet_m": round(float(above.max()), 2),
        "azimuth_from_deg": start,
        "azimuth_to_deg": end,
        "azimuth_span_deg": span,
    }


def _span(bins: Bits) -> tuple[float, float, float]:
    """First and last azimuth and their span, clockwise, the widest gap left out."""
    if bins.all():
        return 0.0, 360.0, 360.0
    gap = longest_run(~bins)
    for start in np.flatnonzero(bins & ~np.roll(bins, 1)):
        if not bins[(start - 1 - np.arange(gap)) % BINS].any():
            return float(start), float((start + BINS - gap) % BINS), float(BINS - gap)
    raise AssertionError  # the longest gap ends somewhere
