"""What is usual in each water body: median and scatter of an index, from a thinned image.

A muddy river beside a clear lake is no plume, so every body is held against itself. Bodies are
told on at most a million pixels, so memory does not grow with the scene.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from imagery.detectors.base import Bits, Plane
from imagery.detectors.grid import Frame
from imagery.detectors.shapes import EIGHT
from imagery.detectors.thresholds import GAUSSIAN_SIGMA

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Bodies:
    """Labels (thinned rows, cols) of water bodies on ``frame``; 0 is the nearest unknown.

    ``median`` and ``spread`` (1.4826 MAD) by label; number 0 is of all water together.
    """

    frame: Frame
    factor: int
    labels: NDArray[np.int32]
    median: Numbers
    spread: Numbers

    def usual(self, frame: Frame) -> tuple[Plane, Plane]:
        """Return median and spread of the body each pixel of a frame belongs to."""
        rows = self._places(frame.row - self.frame.row, frame.height, 0)
        cols = self._places(frame.col - self.frame.col, frame.width, 1)
        labels = self.labels[np.ix_(rows, cols)]
        return self.median[labels].astype(np.float32), self.spread[labels].astype(np.float32)

    def _places(self, start: int, count: int, axis: int) -> NDArray[np.int64]:
        places = (np.arange(count) + start) // self.factor
        return np.clip(places, 0, self.labels.shape[axis] - 1)


def bodies_of(
    index: Plane, water: Bits, frame: Frame, factor: int, *, least_px: int
) -> Bodies | None:
    """Return the bodies of a thinned index; None without water.

    Bodies under ``least_px`` thinned pixels are held against all water together.
    """
    values = index[water & np.isfinite(index)]
    if not values.size:
        return None
    found, count = ndimage.label(water, EIGHT)
    sizes = np.bincount(found.ravel(), minlength=count + 1)
    kept = np.flatnonzero(sizes >= least_px)
    kept = kept[kept > 0]
    renumbered = np.zeros(count + 1, np.int32)
    renumbered[kept] = np.arange(1, kept.size + 1)
    labels = renumbered[found]
    pairs = [_robust(values)]
    boxes = ndimage.find_objects(labels)
    for number, box in enumerate(boxes, 1):
        own = index[box][labels[box] == number]
        pairs.append(_robust(own[np.isfinite(own)]))
    median, spread = np.array(pairs).T
    near = ndimage.distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
    return Bodies(frame, factor, labels[tuple(near)] if kept.size else labels, median, spread)


def _robust(values: Plane) -> tuple[float, float]:
    if not values.size:
        return 0.0, 0.0
    median = float(np.median(values))
    return median, float(GAUSSIAN_SIGMA * np.median(np.abs(values - median)))
