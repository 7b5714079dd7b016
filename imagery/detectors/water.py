"""Water and shore: NDWI, smoothed; cloud and very bright ground are not assessed.

Recipe measured on seven dates of one reservoir (DETECTORS.md): sigma .7 px, threshold -.05,
cloud above 20 % or green above .25 grown to a 21-px window. With a baseline and a zone, rule
W-10: water area in the ring over the baseline's, below .7 a warning, below .3 a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import spyndex
from rasterio.windows import transform as window_transform
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import alignment, places, reading, shapes
from imagery.detectors.base import (
    NO,
    NOT_ASSESSED,
    YES,
    Bits,
    Detection,
    FindingShape,
    Mask,
    Plane,
    SceneInput,
    Zone,
    confidence,
)
from imagery.detectors.reading import Frame

NAME = "water"
VERSION = "1.0"
NEEDS = (("green", "nir"),)
ROLES = ("green", "nir")
PARAMS = {
    "sigma_px": 0.7,
    "threshold": -0.05,
    "cloud_percent": 20.0,
    "bright_green": 0.25,
    "growth_px": 21,
    "radius_m": 100.0,
    "context_m": 500.0,
    "ratio_fail": 0.3,
    "ratio_warn": 0.7,
    "least_px": 9,
    "least_assessed": 0.3,
    "least_reference_px": 4,
    "max_shift_px": 3.0,
    "max_gsd_m": 20.0,
}
HALO = 16
NDWI_NOISE = 0.1
WINDOW_FOR_SHIFT = 512


@dataclass(frozen=True)
class Extent:
    """Water of one date on a frame: the mask and the smoothed NDWI, both (rows, cols)."""

    mask: Mask
    index: Plane

    @property
    def wet(self) -> Bits:
        """Assessed water."""
        return self.mask == YES

    @property
    def assessed(self) -> Bits:
        """Pixels about which something can be said."""
        return self.mask != NOT_ASSESSED


@dataclass(frozen=True)
class Pair:
    """Image and baseline on one frame."""

    now: Extent
    then: Extent
    frame: Frame
    step_m: tuple[float, float]
    shift: alignment.Shift

    @property
    def both(self) -> Bits:
        """Pixels assessed on both dates."""
        return self.now.assessed & self.then.assessed

    @property
    def lost(self) -> Bits:
        """Water then, land now."""
        return self.both & self.then.wet & ~self.now.wet

    @property
    def pixel_m2(self) -> float:
        """Ground area of a pixel."""
        return self.step_m[0] * self.step_m[1]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map water in the image; with a baseline, report the water that is gone."""
    reading.check_dates(image, reference)
    with reading.opened(image, ROLES, detector=NAME) as source:
        if zone is None:
            place, frame = None, places.whole(source)
        else:
            place = places.place(
                source,
                image,
                zone,
                radius_m=PARAMS["radius_m"],
                context_m=PARAMS["context_m"],
            )
            frame = place.frame
        reading.check_values(source, image, ROLES, frame, reflectance=True)
        now = extent(source, image, frame)
        result = _Result(source, frame, now, place)
        if reference is None:
            return result.detection("detect.needs_reference" if zone else None)
        if source.crs is None:
            raise Refused("detect.no_position", file=image.path.name, what="reference")
        pair = _pair(source, image, reference, result)
    return _shrinkage(result, pair) if place is None else _reach(result, pair, place)


def extent(source: Any, scene: SceneInput, frame: Frame, *, image: Any = None) -> Extent:
    """Classify a frame block by block; with ``image``, on that open image's pixel grid."""
    mask = reading.allocate(frame.height, frame.width, np.uint8, fill=NOT_ASSESSED)
    index = reading.allocate(frame.height, frame.width, np.float32, fill=np.nan)
    for block in reading.blocks(frame):
        around = reading.grown(block, HALO)
        if image is None:
            planes = reading.read(source, scene, ROLES, around)
        else:
            planes = reading.read_onto(source, scene, ROLES, image, around)
        part_mask, part_index = classify(planes)
        inner = np.s_[HALO : HALO + block.height, HALO : HALO + block.width]
        row, col = block.row - frame.row, block.col - frame.col
        outer = np.s_[row : row + block.height, col : col + block.width]
        mask[outer], index[outer] = part_mask[inner], part_index[inner]
    return Extent(mask, index)


def classify(planes: dict[str, Plane]) -> tuple[Mask, Plane]:
    """Return the water mask and the smoothed NDWI of green and nir reflectance (rows, cols).

    NDWI is (green - nir) / (green + nir) (McFeeters 1996), from spyndex. Smoothing is
    normalised, so that no-data neighbours do not bleed in.
    """
    total = planes["green"] + planes["nir"]
    known = np.isfinite(total) & (total > 0)
    green = np.where(known, planes["green"], 1).astype(np.float32)
    nir = np.where(known, planes["nir"], 1).astype(np.float32)
    raw = np.where(known, spyndex.computeIndex("NDWI", {"G": green, "N": nir}), 0)
    raw = np.clip(raw, -1, 1).astype(np.float32)
    weight = ndimage.gaussian_filter(known.astype(np.float32), PARAMS["sigma_px"])
    smooth = ndimage.gaussian_filter(raw, PARAMS["sigma_px"]) / np.maximum(weight, 1e-3)
    index = np.where(known, smooth, np.nan).astype(np.float32)
    hidden = known & (planes["green"] > PARAMS["bright_green"])
    if "cloud" in planes:
        hidden |= planes["cloud"] > PARAMS["cloud_percent"]
    hidden = ndimage.maximum_filter(hidden, int(PARAMS["growth_px"]))
    mask = np.where(smooth > PARAMS["threshold"], YES, NO).astype(np.uint8)
    mask[hidden | ~known] = NOT_ASSESSED
    return mask, index


@dataclass
class _Result:
    source: Any
    frame: Frame
    now: Extent
    place: places.Place | None

    def __post_init__(self) -> None:
        self.transform = window_transform(self.frame.window, self.source.transform)
        self.affine, self.crs = self.source.transform, self.source.crs
        self.step = reading.gsd_m(self.source)
        looked = self.place.ring if self.place is not None else np.True_
        self.assessed = share(self.now.assessed, looked)

    def detection(
        self,
        abstained: str | None = None,
        *,
        findings: tuple[FindingShape, ...] = (),
        detail: dict[str, float | str] | None = None,
        assessed: float | None = None,
    ) -> Detection:
        flags = () if self.step else ("detect.gsd_unknown",)
        assessed = self.assessed if assessed is None else assessed
        if abstained is None and self.place is None and assessed < 0.1:
            abstained = "detect.zone_not_seen"
        return Detection(
            NAME, VERSION, PARAMS, round(assessed, 4), findings, abstained, flags,
            detail or {}, self.now.mask, self.now.index, self.transform, self.crs,
            (self.frame.row, self.frame.col),
        )


def share(part: Bits, of: Any) -> float:
    """Return the share of the pixels ``of`` that are in ``part``; 0 for an empty zone."""
    if of is np.True_:
        return float(part.mean())
    count = int(of.sum())
    return float((part & of).sum()) / count if count else 0.0


def _pair(source: Any, image: SceneInput, reference: SceneInput, result: _Result) -> Pair:
    frame = result.frame
    with reading.opened(reference, ROLES, detector=NAME) as base:
        if base.crs is None:
            raise Refused("detect.no_position", file=reference.path.name, what="reference")
        shared = _shared_frame(base, source, frame, reference)
        reading.check_values(base, reference, ROLES, shared, reflectance=True)
        then = extent(base, reference, frame, image=source)
        shift = _shift(source, image, base, reference, frame)
    if not np.isfinite(then.index).any():
        raise Refused("detect.no_overlap", file=image.path.name, what=reference.path.name)
    if shift.trusted and shift.pixels > PARAMS["max_shift_px"]:
        raise Refused(
            "detect.misaligned",
            shift_px=f"{shift.pixels:.1f}",
            limit_px=PARAMS["max_shift_px"],
        )
    return Pair(result.now, then, frame, result.step or (np.nan, np.nan), shift)


def _shared_frame(base: Any, source: Any, frame: Frame, reference: SceneInput) -> Frame:
    west, south, east, north = reading.transform_bounds(
        source.crs, base.crs, *reading.window_bounds(frame.window, source.transform)
    )
    inverse = ~base.transform
    cols, rows = zip(inverse * (west, north), inverse * (east, south), strict=True)
    top, left = int(np.floor(min(rows))), int(np.floor(min(cols)))
    height, width = int(np.ceil(max(rows))) - top, int(np.ceil(max(cols))) - left
    apart = top >= base.height or left >= base.width or top + height <= 0 or left + width <= 0
    if apart:
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    return Frame(top, left, max(height, 1), max(width, 1))


def _shift(
    source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame
) -> alignment.Shift:
    half = WINDOW_FOR_SHIFT // 2
    row = min(max(frame.row + frame.height // 2 - half, 0), max(source.height - 2 * half, 0))
    col = min(max(frame.col + frame.width // 2 - half, 0), max(source.width - 2 * half, 0))
    look = Frame(row, col, min(2 * half, source.height), min(2 * half, source.width))
    now = reading.read(source, image, ROLES, look)["nir"]
    then = reading.read_onto(base, reference, ROLES, source, look)["nir"]
    return alignment.estimate(now, then)


def _reach(result: _Result, pair: Pair, place: places.Place) -> Detection:
    ring = place.ring
    assessed = share(pair.both, ring)
    then_px = int((pair.then.wet & pair.both & ring).sum())
    now_px = int((pair.now.wet & pair.both & ring).sum())
    detail: dict[str, float | str] = {
        "rule_ref": "W-10",
        "water_m2_then": round(then_px * pair.pixel_m2, 1),
        "water_m2_now": round(now_px * pair.pixel_m2, 1),
        "intake_dry": _intake(result, place),
        **_shift_detail(pair),
    }
    if max(place.step_m) > PARAMS["max_gsd_m"]:
        return result.detection("detect.too_coarse", detail=detail, assessed=assessed)
    if assessed < PARAMS["least_assessed"]:
        return result.detection("detect.zone_not_seen", detail=detail, assessed=assessed)
    if then_px < PARAMS["least_reference_px"]:
        return result.detection("detect.no_reference_water", detail=detail, assessed=assessed)
    ratio = now_px / then_px
    detail["water_area_ratio"] = round(ratio, 4)
    if ratio >= PARAMS["ratio_warn"]:
        return result.detection(detail=detail, assessed=assessed)
    failed = ratio < PARAMS["ratio_fail"]
    limit = PARAMS["ratio_fail"] if failed else PARAMS["ratio_warn"]
    detail |= {"measured": round(ratio, 4), "limit": limit, "level": "fail" if failed else "warn"}
    findings = tuple(
        _finding(result, pair, bits, assessed, detail)
        for bits in shapes.components(pair.lost & place.context, least_px=PARAMS["least_px"])
        if (bits & ring).any()
    )
    return result.detection(findings=findings, detail=detail, assessed=assessed)


def _shrinkage(result: _Result, pair: Pair) -> Detection:
    assessed = float(pair.both.mean())
    gained = pair.both & pair.now.wet & ~pair.then.wet
    detail: dict[str, float | str] = {
        "water_m2_then": round(int((pair.then.wet & pair.both).sum()) * pair.pixel_m2, 1),
        "water_m2_now": round(int((pair.now.wet & pair.both).sum()) * pair.pixel_m2, 1),
        "gained_m2": round(int(gained.sum()) * pair.pixel_m2, 1),
        **_shift_detail(pair),
    }
    if assessed < 0.1:
        return result.detection("detect.zone_not_seen", detail=detail, assessed=assessed)
    core = ndimage.binary_opening(pair.lost, np.ones((3, 3), bool))
    findings = tuple(
        _finding(result, pair, bits, assessed, {"change": "lost"})
        for bits in shapes.components(core, least_px=PARAMS["least_px"])
    )
    return result.detection(findings=findings, detail=detail, assessed=assessed)


def _finding(
    result: _Result,
    pair: Pair,
    bits: Bits,
    assessed: float,
    detail: dict[str, float | str],
) -> FindingShape:
    threshold = PARAMS["threshold"]
    margin = min(
        float(np.mean(threshold - pair.now.index[bits])),
        float(np.mean(pair.then.index[bits] - threshold)),
    )
    count, least = int(bits.sum()), PARAMS["least_px"]
    outline = shapes.pixel_polygon(bits, pair.frame)
    return FindingShape(
        code="INT-04",
        sign="DRY",
        polygon=shapes.lonlat_polygon(outline, result.affine, result.crs),
        pixel_polygon=outline,
        confidence=confidence(margin / NDWI_NOISE, count / least, assessed),
        area_m2=round(count * pair.pixel_m2, 1),
        distance_m=_distance(result, pair, bits),
        assessed_fraction=round(assessed, 4),
        smallest_object_m=round(3 * max(pair.step_m), 2),
        detail=detail | {"margin_ndwi": round(margin, 4)},
    )


def _distance(result: _Result, pair: Pair, bits: Bits) -> float | None:
    if result.place is None or result.place.anchor_px is None:
        return None
    away = places.distances(pair.frame, result.place.anchor_px, pair.step_m)
    return round(max(0.0, float(away[bits].min()) - max(pair.step_m) / 2), 1)


def _intake(result: _Result, place: places.Place) -> str:
    if place.anchor_px is None:
        return "unknown"
    row = int(np.floor(place.anchor_px[0])) - result.frame.row
    col = int(np.floor(place.anchor_px[1])) - result.frame.col
    value = int(result.now.mask[row, col])
    return {NO: "yes", YES: "no"}.get(value, "unknown")


def _shift_detail(pair: Pair) -> dict[str, float | str]:
    return {
        "shift_px": round(pair.shift.pixels, 2),
        "shift_response": round(pair.shift.response, 3),
    }
