"""Gaussian means that know what is unknown: neighbours without data weigh nothing."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import cv2
import numpy as np

from imagery.detectors.base import Bits, Plane

_REACH_SIGMAS = 4.0
_LEAST_WEIGHT = np.float32(1e-3)


def smoothed(values: Plane, known: Bits, sigma_px: float) -> Plane:
    """Return float32 means (rows, cols) over the known neighbours; NaN where nothing is known."""
    if known.all():
        return _blurred(values, sigma_px)
    level = _blurred(np.where(known, values, 0), sigma_px)
    level /= np.maximum(_blurred(known.astype(np.float32), sigma_px), _LEAST_WEIGHT)
    level[~known] = np.nan
    return level


def _blurred(plane: Plane, sigma_px: float) -> Plane:
    """Filter rows, then columns; the plane is mirrored at its edges, edge pixel included."""
    kernel = _kernel(sigma_px)
    single = plane.astype(np.float32, copy=False)
    out = cv2.sepFilter2D(single, -1, kernel, kernel, borderType=cv2.BORDER_REFLECT)
    return cast("Plane", out)


@cache
def _kernel(sigma_px: float) -> Any:
    return cv2.getGaussianKernel(2 * int(_REACH_SIGMAS * sigma_px + 0.5) + 1, sigma_px)
