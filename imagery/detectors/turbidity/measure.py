"""Turbidity in FNU from reflectance: red, and near infrared where red saturates."""

from __future__ import annotations

import numpy as np

from imagery.detectors.algae.water import infrared
from imagery.detectors.base import Plane
from imagery.detectors.reading import Planes
from imagery.detectors.turbidity.params import PARAMS


def turbidity(planes: Planes) -> Plane:
    """Return turbidity in FNU (rows, cols), NaN where a band is.

    Sun and sky on the surface add the same to every band; the darkest infrared band is taken off
    (Hedley et al. 2005): shortwave infrared where there is one, else near infrared, which leaves
    water of high turbidity too dark, so that there the near infrared itself is the measure.
    """
    near = infrared(planes)
    if "swir16" in planes:
        surface = np.minimum(near, planes["swir16"])
        red = planes["red"] - surface
        share = _ramp(red, "blend")
        high = _one_band(near - surface, "nir")
    else:
        red = planes["red"] - near
        share = np.minimum(_ramp(near, "nir_blend"), _ramp(planes["red"], "mud_blend"))
        high = _one_band(near, "nir")
    return np.asarray((1 - share) * _one_band(red, "red") + share * high, np.float32)


def _one_band(reflectance: Plane, band: str) -> Plane:
    """Dogliotti et al. (2015): T = A r / (1 - r / C), held below the band's ceiling."""
    gain, ceiling = np.float32(PARAMS[f"{band}_gain"]), np.float32(PARAMS[f"{band}_ceiling"])
    held = np.minimum(reflectance, np.float32(0.9) * ceiling)
    return np.asarray(gain * held / (1 - held / ceiling), np.float32)


def _ramp(values: Plane, name: str) -> Plane:
    low, high = PARAMS[f"{name}_from"], PARAMS[f"{name}_to"]
    share = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(share, np.float32)
