"""Patches of a mask as findings: their outline, size, distance and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from scipy import ndimage

from imagery.detectors import grid, shapes, visibility
from imagery.detectors.base import (
    CONFIDENCE_CAP,
    Bits,
    Detail,
    FindingShape,
    confidence,
)
from imagery.detectors.grid import Frame
from imagery.detectors.labels import Labelled, labelled, strips
from imagery.detectors.places import Place
from imagery.detectors.shapes import EIGHT, Component

MOST = 300
NAN = float("nan")


@dataclass(frozen=True)
class Ground:
    """How the image's pixels lie on the ground; ``step_m`` (across, down) is NaN if unknown."""

    affine: Any
    crs: Any
    step_m: tuple[float, float]

    @property
    def pixel_m2(self) -> float:
        """Ground area of a pixel."""
        return self.step_m[0] * self.step_m[1]


def ground_of(source: Any) -> Ground:
    """Return the ground of an open raster."""
    return Ground(source.transform, source.crs, grid.gsd_m(source) or (NAN, NAN))


@dataclass(frozen=True)
class Report:
    """What all findings of one run share.

    ``margin`` gives a patch's mean distance over the threshold in units of noise; ``facts`` says
    more of one patch; ``in_view`` is the share that confidence counts with, where a detector asks
    about a part of the zone only (its water).
    """

    detector: str
    code: str
    sign: str
    ground: Ground
    assessed: float
    margin: Callable[[Component], float]
    least_px: int
    detail: Detail = field(default_factory=dict)
    season_days: float | None = None
    bimodality: float | None = None
    cap: float = CONFIDENCE_CAP
    facts: Callable[[Component], Mapping[str, float | str]] | None = None
    in_view: float | None = None


def smallest_px(sign: str, ground: Ground, least: int) -> int:
    """Return the pixels of the smallest patch of a sign; ``least`` where the size is unknown."""
    side = visibility.smallest_object_m(sign, max(ground.step_m))
    return least if np.isnan(side) else max(least, round(side**2 / ground.pixel_m2))


def findings_of(
    bits: Bits, frame: Frame, place: Place | None, report: Report, *, most: int = MOST
) -> tuple[FindingShape, ...]:
    """Return the largest patches of ``bits`` on ``frame``; with a place those in its ring."""
    parts = _parts(bits, frame, place, report.least_px)
    return tuple(islice((finding(part, frame, place, report) for part in parts), most))


def _parts(bits: Bits, frame: Frame, place: Place | None, least: int) -> Iterator[Component]:
    if place is not None:
        bits = bits & place.context
    for part in components(bits, frame, least_px=least):
        if place is None or part.of(place.ring, frame).any():
            yield part


def components(bits: Bits, frame: Frame, *, least_px: int) -> Iterator[Component]:
    """Yield the 8-connected parts of at least ``least_px`` pixels, largest first, by strips."""
    found = labelled(bits, EIGHT)
    sizes = found.sums()[1:]
    boxes = _boxes(found)
    for number in np.argsort(-sizes, kind="stable"):
        if sizes[number] < least_px:
            return
        top, left, bottom, right = boxes[number]
        own = found.labels[top:bottom, left:right] == number + 1
        yield Component(np.asarray(own), Frame(frame.row + top, frame.col + left, *own.shape))


def _boxes(found: Labelled) -> Any:
    """Return (top, left, bottom, right) of every label, from 1 on."""
    boxes = np.zeros((found.count, 4), np.int64)
    boxes[:, :2] = np.iinfo(np.int64).max
    for rows in strips(found.labels):
        for number, box in enumerate(ndimage.find_objects(np.asarray(found.labels[rows]))):
            if box is not None:
                top, left = box[0].start + rows.start, box[1].start
                bottom, right = box[0].stop + rows.start, box[1].stop
                boxes[number, :2] = np.minimum(boxes[number, :2], (top, left))
                boxes[number, 2:] = np.maximum(boxes[number, 2:], (bottom, right))
    return boxes


def finding(part: Component, frame: Frame, place: Place | None, report: Report) -> FindingShape:
    """Return one patch as a finding."""
    ground, outline = report.ground, part.outline()
    own = {} if report.facts is None else report.facts(part)
    return FindingShape(
        code=report.code,
        sign=report.sign,
        polygon=shapes.lonlat_polygon(outline, ground.affine, ground.crs),
        pixel_polygon=outline,
        confidence=confidence(
            report.margin(part),
            part.size / report.least_px,
            report.assessed if report.in_view is None else report.in_view,
            season_days=report.season_days,
            bimodality=report.bimodality,
            detector=report.detector,
            cap=_cap(report),
        ),
        area_m2=round(part.size * ground.pixel_m2, 2),
        distance_m=_distance(part, frame, place, max(ground.step_m)),
        assessed_fraction=round(report.assessed, 4),
        smallest_object_m=round((report.least_px * ground.pixel_m2) ** 0.5, 2),
        detail={**report.detail, **own},
    )


def _cap(report: Report) -> float:
    """Return the most a finding can be sure of: half of it when half a year lies between."""
    return report.cap * (1 - min(report.season_days or 0.0, 183.0) / 366)


def _distance(part: Component, frame: Frame, place: Place | None, step: float) -> float | None:
    if place is None or place.away_m is None:
        return None
    return round(max(0.0, float(part.of(place.away_m, frame).min()) - step / 2), 1)
