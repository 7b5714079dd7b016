"""What counts as dark and as bright in one file: fixed in reflectance, the scene's own in bytes.

NDWI needs reflectance. Display bytes were stretched band by band, so bare ground comes out above
any fixed threshold (two thirds of one NAIP year were "water"). What stays is that water is dark in
near infrared: below half of the land's usual value, where the darkest of dry bare ground keeps
more. Seen by eye on five NAIP years, four Landsat composites and two Landsat dates in bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import thresholds
from imagery.detectors.base import SceneInput
from imagery.detectors.grid import Frame, clipped, grown, whole
from imagery.detectors.water.params import PARAMS, ROLES

SURROUNDINGS_PX = 256
"""Margin in which a small frame's land is looked for: it may be all water itself."""
SAMPLE_PX = 250_000


@dataclass(frozen=True)
class Limits:
    """Scaled values: near infrared of water stays below ``nir``; green above ``bright`` is hidden.

    Infinite where a limit does not apply.
    """

    nir: float = math.inf
    bright: float = math.inf


def limits_of(source: Any, scene: SceneInput, frame: Frame) -> Limits:
    """Return the limits for a frame of an open file."""
    if source.dtypes[0] != "uint8":
        return Limits(bright=PARAMS["bright_green"])
    around = clipped(grown(frame, SURROUNDINGS_PX), whole(source))
    if not around.meets(source):
        return Limits()
    nir = thresholds.sample(source, scene, ROLES, around, pixels=SAMPLE_PX)["nir"]
    valley = thresholds.otsu(nir)
    if valley is None:
        return Limits()
    # Without water this is the brighter half of the land, and half of that still below bare soil.
    land = float(np.median(nir[nir > valley]))
    return Limits(nir=PARAMS["display_nir_share"] * land)
