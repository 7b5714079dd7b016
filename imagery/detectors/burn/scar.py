"""From dNBR to the scar: hysteresis, holes filled, what has no edge or little evidence dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors import reading
from imagery.detectors.base import Plane
from imagery.detectors.burn.params import PARAMS
from imagery.detectors.burn.threshold import Cut
from imagery.detectors.labels import Labelled, fill_holes, labelled, reached, strips
from imagery.detectors.shapes import EIGHT

EDGE_PX = 7


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
    parts.keep(strong & (parts.sums() >= PARAMS["least_px"]), bits)
    # A perimeter has no holes, and what is left inside a fire was in it.
    fill_holes(bits, below_px=PARAMS["hole_px"])
    _drop_unlikely(bits, plane, cut.baseline)
    return bits


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
    parts.keep(_strong_enough(np.array(corners, np.int64), evidence), bits)


def _edge(parts: Labelled, plane: Plane, number: int, box: tuple[slice, slice]) -> float:
    """Return how far dNBR falls across a part's edge; infinite where nothing lies beyond.

    A fire stops at a line, drought and ripening fade out: the twelve scars fall by .21 to .66,
    most of what else passed the threshold on the same land by .09 to .13.
    """
    reach = EDGE_PX + 2
    rows, cols = (slice(max(0, part.start - reach), part.stop + reach) for part in box)
    labels, values = parts.labels[rows, cols], plane[rows, cols]
    own = labels == number
    known = np.isfinite(values)
    beyond = reached(own, reach) & ~reached(own, 2) & (labels == 0) & known
    if not beyond.any():
        return float("inf")
    within = own & ~reached(~own, 1) & known
    rim = within & reached(~own, EDGE_PX)
    for inner in (rim, within, own & known):
        if inner.any():
            return float(values[inner].mean() - values[beyond].mean())
    return 0.0


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
