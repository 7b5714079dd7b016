"""What a product's own cloud files say, as percent that a pixel is hidden (child side)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_CERTAIN, _LIKELY = 100, 65
"""Sen2Cor counts medium probability from 35 to 65 %: the upper end is taken."""
_SCL_CERTAIN, _SCL_LIKELY = [3, 9], [8, 10]
"""Sen2Cor's classes: cloud shadow and high probability; medium probability and thin cirrus."""
_QA_HIDDEN = 0b11110
"""QA_PIXEL's bits dilated cloud, cirrus, cloud, cloud shadow (LSDS-1619, table 6-2)."""
_QA_CONFIDENCE = np.array([0, 10, 50, 90], np.uint8)
"""Percent for QA_PIXEL's cloud confidence: none, low, medium and high."""


def percent(stored: Any, means: str) -> NDArray[np.uint8]:
    """Return 0 to 100 for each stored value.

    ``means`` is ``probability`` (%), ``scl`` (Sentinel-2 scene classes) or ``qa`` (QA_PIXEL).
    """
    if means == "probability":
        return np.asarray(np.clip(stored, 0, _CERTAIN), np.uint8)
    if means == "scl":
        table = np.zeros(256, np.uint8)
        table[_SCL_LIKELY], table[_SCL_CERTAIN] = _LIKELY, _CERTAIN
        return np.asarray(table[stored.astype(np.uint8)])
    confidence = _QA_CONFIDENCE[(stored >> 8) & 3]
    return np.asarray(np.where(stored & _QA_HIDDEN, np.uint8(_CERTAIN), confidence))
