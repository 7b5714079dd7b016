"""Which pixels of a satellite or multispectral image are water; what hides them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from imagery.detectors import indices, reading
from imagery.detectors.algae.params import PARAMS
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.reading import Planes
from imagery.detectors.shapes import EIGHT

INFRARED = ("nir", "nir08", "rededge783", "rededge740")
USEFUL = ("blue", "green", "red", "rededge705", *INFRARED, "swir16")


@dataclass(frozen=True)
class Wet:
    """``water`` (seen, away from the shore) and ``near`` (water with two pixels of shore)."""

    water: Bits
    near: Bits


def roles_of(scene: SceneInput) -> tuple[str, ...]:
    """Return the bands of a scene that tell something of water."""
    return tuple(role for role in USEFUL if role in scene.bands)


def infrared(planes: Mapping[str, Plane]) -> Plane:
    """Return the darkest of the infrared bands: in water the one that algae lift least."""
    bands = [planes[role] for role in INFRARED if role in planes]
    darkest: Plane = np.minimum.reduce(bands)
    return darkest


def wet_of(planes: Planes) -> Wet:
    """Classify reflectance planes (rows, cols), NaN no data, cloud in %.

    Water is NDWI above -.05 in the darkest infrared band, or MNDWI above 0 with dark shortwave
    infrared, which floating scum keeps and land plants do not. The pixel at the shore is mixed
    with land and left out; cloud, and what is brighter than any water, is not seen.
    """
    green, dark = planes["green"], infrared(planes)
    known = reading.plausible(planes)
    filled = {"green": np.where(known, green, 1), "dark": np.where(known, dark, 1)}
    ndwi = _ratio("NDWI", G=filled["green"], N=filled["dark"])
    water = known & (ndwi > PARAMS["water_ndwi"])
    if "swir16" in planes:
        swir = np.where(known, planes["swir16"], 1)
        scum = _ratio("MNDWI", G=filled["green"], S1=swir) > PARAMS["water_mndwi"]
        water = known & (scum & (swir < PARAMS["water_swir"]) | water)
    hidden = known & (green > PARAMS["bright_green"])
    if "cloud" in planes:
        hidden |= planes["cloud"] > PARAMS["cloud_percent"]
    if hidden.any():
        hidden = ndimage.maximum_filter(hidden, int(PARAMS["cloud_growth_px"]))
    # Water runs on beyond what has no data: only land makes a shore.
    land = ndimage.binary_dilation(known & ~water, EIGHT, iterations=int(PARAMS["shore_px"]))
    near = ndimage.binary_dilation(water, EIGHT, iterations=2) & known
    return Wet(water & ~hidden & ~land, near & ~hidden)


def _ratio(name: str, **bands: Plane) -> Plane:
    with np.errstate(divide="ignore", invalid="ignore"):
        index = indices.compute(name, **bands)
    plane: Plane = np.clip(np.nan_to_num(index, nan=-1), -1, 1).astype(np.float32)
    return plane
