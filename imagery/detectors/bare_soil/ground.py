"""Which pixels are bare or dry ground on one date: by BSI, or by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from imagery.detectors import indices
from imagery.detectors.bare_soil.params import PARAMS, SHORTWAVE
from imagery.detectors.base import Bits, Plane
from imagery.detectors.reading import Planes
from imagery.detectors.shapes import EIGHT

DARKEST = 0.012
"""Three of 255: black frames and seams of mosaics that carry no no-data tag."""


@dataclass(frozen=True)
class Ground:
    """``bare`` and ``known`` (rows, cols), and ``index``: BSI or redness, NaN where unknown."""

    bare: Bits
    known: Bits
    index: Plane


def ground_of(planes: Planes) -> Ground:
    """Classify planes (rows, cols) of 0-1 values; specks under 3 x 3 pixels are dropped."""
    light = np.max(list(planes.values()), axis=0)
    known = np.isfinite(light) & (light > DARKEST)
    filled: Planes = {
        role: np.where(known, np.maximum(plane, 1e-4), 0.5).astype(np.float32)
        for role, plane in planes.items()
    }
    bare, index = _by_shortwave(filled) if set(SHORTWAVE) <= set(planes) else _by_colour(filled)
    bare = ndimage.binary_opening(bare & known, EIGHT)
    return Ground(bare, known, np.where(known, index, np.nan).astype(np.float32))


def _by_shortwave(planes: Planes) -> tuple[Bits, Plane]:
    """BSI (Rikimaru 2002) above 0 where neither plants (NDVI) nor water lie."""
    blue, red, nir, swir = (planes[role] for role in SHORTWAVE)
    bsi = indices.compute("BI", S1=swir, R=red, N=nir, B=blue)
    ndvi = indices.compute("NDVI", N=nir, R=red)
    dry = nir > blue  # water is darkest in the infrared
    return (bsi > PARAMS["bsi"]) & (ndvi < PARAMS["ndvi"]) & dry, bsi


def _by_colour(planes: Planes) -> tuple[Bits, Plane]:
    """Redder than grey, not green, not in shadow; with nir no plants either."""
    red, green, blue = planes["red"], planes["green"], planes["blue"]
    total = red + green + blue
    redness = (red - blue) / total
    excess = (2 * green - red - blue) / total
    light = np.maximum(np.maximum(red, green), blue)
    bare = (redness > PARAMS["red_over_blue"]) & (excess < PARAMS["exg_chroma"])
    bare &= light > PARAMS["least_light"]
    if "nir" in planes:
        bare &= indices.compute("NDVI", N=planes["nir"], R=red) < PARAMS["ndvi"]
    return bare, redness
