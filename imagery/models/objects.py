"""What a network saw on a frame, and the objects in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import shapes
from imagery.detectors.base import (
    NO,
    NOT_ASSESSED,
    YES,
    Bits,
    FindingShape,
    Mask,
    Plane,
    confidence,
)
from imagery.detectors.grid import Frame
from imagery.detectors.shapes import Component
from imagery.detectors.visibility import smallest_object_m
from imagery.models.manifest import Manifest, Target


@dataclass(frozen=True)
class Seen:
    """The network's answer on a frame of an image.

    ``best`` is each pixel's class number (255 where nothing was seen or asked), ``share`` the
    largest share of a class with a code (NaN there), ``asked`` the zone's pixels or None.
    """

    frame: Frame
    best: Mask
    share: Plane
    asked: Bits | None
    affine: Any
    crs: Any
    gsd_m: float

    @property
    def assessed(self) -> float:
        """Share of the pixels asked for that were seen."""
        known = self.best != NOT_ASSESSED
        return float((known if self.asked is None else known[self.asked]).mean())

    def marked(self, manifest: Manifest, number: int) -> Bits:
        """Pixels of one class that reach the threshold."""
        bits: Bits = (self.best == number) & (self.share >= manifest.threshold)
        return bits

    def mask(self, manifest: Manifest) -> Mask:
        """0 no, 1 any class with a code, 255 not assessed."""
        mask = np.where(self.best == NOT_ASSESSED, NOT_ASSESSED, NO).astype(np.uint8)
        for number, target in enumerate(manifest.classes):
            if target.code is not None:
                mask[self.marked(manifest, number)] = YES
        return mask


def findings(seen: Seen, manifest: Manifest, detector: str) -> Iterator[FindingShape]:
    """Yield the objects of every class with a code, largest first within a class."""
    for number, target in enumerate(manifest.classes):
        if target.code is not None:
            bits = seen.marked(manifest, number)
            for part in shapes.components(bits, seen.frame, least_px=manifest.least_px):
                yield _finding(part, target, seen, manifest, detector)


def _finding(
    part: Component, target: Target, seen: Seen, manifest: Manifest, detector: str
) -> FindingShape:
    """One object; none is surer than the model's measured precision."""
    outline, sign = part.outline(), target.sign or ""
    share, threshold = float(part.of(seen.share, seen.frame).mean()), max(manifest.threshold, 0.05)
    return FindingShape(
        code=target.code or "",
        sign=sign,
        polygon=shapes.lonlat_polygon(outline, seen.affine, seen.crs),
        pixel_polygon=outline,
        confidence=confidence(
            (share - threshold) / threshold,
            part.size / manifest.least_px,
            seen.assessed,
            detector=detector,
            cap=float(manifest.metrics["precision"]),
        ),
        area_m2=round(part.size * seen.gsd_m**2, 1),
        distance_m=None,
        assessed_fraction=round(seen.assessed, 4),
        smallest_object_m=round(smallest_object_m(sign, seen.gsd_m), 2),
        detail={"class": target.name, "share": round(share, 4)},
    )
