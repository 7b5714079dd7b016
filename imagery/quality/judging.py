"""Judges one frame and says so in codes with measured values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.quality import alike

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Quality:
    """What is wrong with a frame (``quality.*``, ``photo.nir_converted``) and the numbers."""

    codes: tuple[str, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    look_hash: str = ""
    flags: tuple[str, ...] = ()


def judge(pixels: Pixels, facts: Mapping[str, Any]) -> Quality:
    """Judge a frame.

    Parameters
    ----------
    pixels : (rows, cols, 3) uint8
        RGB, of any size; a reduced picture will do for all but sharpness.
    facts : mapping
        ``PhotoFacts`` as far as known: pose, time, lens.
    """
    del facts
    grey: Pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    return Quality(look_hash=alike.look_hash(grey))
