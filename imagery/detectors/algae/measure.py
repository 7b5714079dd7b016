"""Indices of chlorophyll in water from reflectance planes (rows, cols)."""

from __future__ import annotations

import numpy as np

from imagery.detectors import indices
from imagery.detectors.algae.params import METHODS, Method
from imagery.detectors.algae.water import infrared
from imagery.detectors.base import Plane, SceneInput
from imagery.detectors.reading import Planes

RED, EDGE, EDGE2 = 665.0, 704.0, 740.0
NIR, SWIR = 842.0, 1610.0
"""Centres of Sentinel-2's bands in nm."""


def method_of(scene: SceneInput) -> Method | None:
    """Return the surest method whose bands the scene has."""
    return next((method for method in METHODS if set(method.roles) <= set(scene.bands)), None)


def chlorophyll(planes: Planes, method: Method) -> Plane:
    """Return the method's index, NaN where a band is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        index = _INDICES[method.name](planes)
    plane: Plane = np.where(np.isfinite(index), index, np.nan).astype(np.float32)
    return plane


def _mci(planes: Planes) -> Plane:
    """Peak of 705 nm over the line from 665 to 740 nm; FAI where that is higher.

    Scum at the surface reflects beyond 740 nm as plants do and has no peak at 705.
    """
    red, edge, end = planes["red"], planes["rededge705"], planes["rededge740"]
    peak = edge - red - (end - red) * np.float32((EDGE - RED) / (EDGE2 - RED))
    return np.maximum(peak, _fai(planes)) if {"nir", "swir16"} <= set(planes) else peak


def _ndci(planes: Planes) -> Plane:
    index: Plane = indices.compute("NDCI", RE1=planes["rededge705"], R=planes["red"])
    return index


def _fai(planes: Planes) -> Plane:
    """Near infrared over the line from red to shortwave infrared."""
    red, nir, swir = planes["red"], planes["nir"], planes["swir16"]
    return nir - red - (swir - red) * np.float32((NIR - RED) / (SWIR - RED))


def _ndvi(planes: Planes) -> Plane:
    index: Plane = indices.compute("NDVI", N=infrared(planes), R=planes["red"])
    return index


_INDICES = {"mci": _mci, "ndci": _ndci, "fai": _fai, "ndvi": _ndvi}
