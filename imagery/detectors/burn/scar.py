"""From dNBR to the scar: hysteresis, holes filled, what has no edge or little evidence dropped.

Labels and sums are taken in strips of rows, so that memory does not follow the scene.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors import reading
from imagery.detectors.base import Plane
from imagery.detectors.burn.params import PARAMS
from imagery.detectors.burn.threshold import Cut
from imagery.detectors.shapes import EIGHT

STRIP = 512
EDGE_PX = 7


@dataclass(frozen=True)
class Labelled:
    """Connected parts: ``labels`` (rows, cols) with 0 for none, and how many there are."""

    labels: Any
    count: int

    def sums(self, values: Any = None) -> NDArray[np.float64]:
        """Return pixels (or the sum of ``values``) by label, 0 first."""
        total = np.zeros(self.count + 1)
        for rows in strips(self.labels):
            part = self.labels[rows].ravel()
            weights = None if values is None else np.nan_to_num(values[rows]).ravel()
            total += np.bincount(part, weights, self.count + 1)
        return total


def strips(array: Any) -> Iterator[slice]:
    """Cut an array into strips of rows."""
    for top in range(0, array.shape[0], STRIP):
        yield slice(top, top + STRIP)


def labelled(bits: Any, structure: Any = None) -> Labelled:
    """Label connected parts (4-connected unless told)."""
    labels = reading.allocate(bits.shape, np.int32, fill=0)
    count = ndimage.label(bits, structure, output=labels)
    return Labelled(labels, int(count))


def scar_of(plane: Plane, cut: Cut) -> Any:
    """Return the burnt pixels (bool, rows x cols) of smoothed dNBR; unknown ones are not."""
    bits = reading.allocate(plane.shape, np.bool_, fill=False)
    if cut.threshold is None:
        return bits
    low = cut.baseline + PARAMS["low_factor"] * cut.threshold
    high = cut.baseline + PARAMS["high_factor"] * cut.threshold
    for rows in strips(plane):
        bits[rows] = plane[rows] > low
    parts = labelled(bits, EIGHT)
    strong = np.zeros(parts.count + 1, bool)
    for rows in strips(plane):
        strong[np.unique(parts.labels[rows][plane[rows] > high])] = True
    strong &= parts.sums() >= PARAMS["least_px"]
    _keep(bits, parts, strong)
    _fill(bits)
    _drop_unlikely(bits, plane, cut.baseline)
    return bits


def _keep(bits: Any, parts: Labelled, kept: Any) -> None:
    kept[0] = False
    for rows in strips(bits):
        bits[rows] = kept[parts.labels[rows]]


def _fill(bits: Any) -> None:
    """Close holes: a perimeter has none, and what is left inside a fire was in it."""
    outside = reading.allocate(bits.shape, np.bool_, fill=False)
    for rows in strips(bits):
        outside[rows] = ~bits[rows]
    holes = labelled(outside)
    small = holes.sums() < PARAMS["hole_px"]
    small[0] = False
    for rows in strips(bits):
        bits[rows] |= small[holes.labels[rows]]


def _drop_unlikely(bits: Any, plane: Plane, baseline: float) -> None:
    """Drop parts without an edge, then those with little evidence beside a strong one."""
    parts = labelled(bits, EIGHT)
    if not parts.count:
        return
    boxes = ndimage.find_objects(parts.labels)
    evidence = parts.sums(plane) - baseline * parts.sums()
    evidence[0] = 0
    for number, box in enumerate(boxes, 1):
        if _edge(parts, plane, number, box) < PARAMS["edge_least"]:
            evidence[number] = 0
    corners = [(rows.start, rows.stop, cols.start, cols.stop) for rows, cols in boxes]
    _keep(bits, parts, _strong_enough(np.array(corners, np.int64), evidence))


def _edge(parts: Labelled, plane: Plane, number: int, box: tuple[slice, slice]) -> float:
    """Return how far dNBR falls across a part's edge; infinite where nothing lies beyond.

    A fire stops at a line, drought and ripening fade out: the twelve scars fall by .21 to .66,
    what else passed the threshold on the same land by .09 to .13.
    """
    reach = EDGE_PX + 2
    rows, cols = (slice(max(0, part.start - reach), part.stop + reach) for part in box)
    labels, values = parts.labels[rows, cols], plane[rows, cols]
    own = labels == number
    known = np.isfinite(values)
    beyond = _reached(own, reach) & ~_reached(own, 2) & (labels == 0) & known
    if not beyond.any():
        return float("inf")
    within = own & ~_reached(~own, 1) & known
    rim = within & _reached(~own, EDGE_PX)
    for inner in (rim, within, own & known):
        if inner.any():
            return float(values[inner].mean() - values[beyond].mean())
    return 0.0


def _reached(bits: Any, pixels: int) -> Any:
    """Grow by a disc; what lies outside the array is unknown and grows nothing."""
    side = 2 * pixels + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return cv2.dilate(bits.astype(np.uint8), disc).astype(bool)


def _strong_enough(boxes: NDArray[np.int64], evidence: NDArray[np.float64]) -> Any:
    """Compare each part with those whose box lies within reach, strongest parts first."""
    kept = evidence > 0
    reach = PARAMS["neighbour_px"]
    for number in np.argsort(-evidence[1:], kind="stable"):
        if not kept[number + 1]:
            continue
        top, bottom, left, right = boxes[number]
        near = (boxes[:, 0] < bottom + reach) & (boxes[:, 1] > top - reach)
        near &= (boxes[:, 2] < right + reach) & (boxes[:, 3] > left - reach)
        weak = evidence[1:] < PARAMS["weak_share"] * evidence[number + 1]
        kept[1:] &= ~(near & weak)
    return kept
