"""What is green, and where the green is rough: on one block of averaged pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import spyndex

from imagery.detectors.base import Bits, Plane
from imagery.detectors.reading import Planes
from imagery.detectors.vegetation.params import PARAMS

DARKEST = 0.012
"""Three of 255: black frames and seams of mosaics that carry no no-data tag."""
STEPS = 400.0
"""Roughness is stored in 1/400 while the 8-bit median runs."""


@dataclass(frozen=True)
class Cover:
    """Planes (rows, cols) of one block: the green index (NaN no data), green, rough, dark."""

    index: Plane
    rough: Plane
    green: Bits
    dark: Bits


def classify(planes: Planes, gsd_m: float) -> Cover:
    """Return the cover of red-nir or red-green-blue planes, 0-1, at ``gsd_m`` metres a pixel.

    Green is NDVI or the excess green of chromaticities, 2g - r - b (Woebbecke 1995), smoothed.
    Rough is the local deviation of log brightness inside the green, then its median over
    1.65 m: a step such as the edge of a shadow fills less than half of that window, leaf clumps
    fill all of it.
    """
    light = planes["nir"] if "nir" in planes else _brightness(planes)
    known = np.isfinite(light) & (light > DARKEST)
    filled: Planes = {
        role: np.where(known, plane, 0.5).astype(np.float32) for role, plane in planes.items()
    }
    raw, least = _index(filled)
    index = _mean(raw, known, PARAMS["cover_sigma_m"] / gsd_m)
    green = known & (index > least)
    dark = known & (_mean(light, known, 0.4 / gsd_m) < PARAMS["shadow_below"])
    level = np.log(np.where(known, np.maximum(light, DARKEST), 1)).astype(np.float32)
    return Cover(
        index=np.where(known, index, np.nan).astype(np.float32),
        rough=_roughness(level, green, gsd_m),
        green=green,
        dark=dark,
    )


def woody(rough: Plane, green: Bits, gsd_m: float) -> Bits:
    """Return rough green ground as whole crowns: gaps closed, strips under 1.6 m opened away.

    Roughness spreads by its windows into smooth green beside a crown (measured on 12 planted
    crowns: edges .6 m too near the inlet), so what lies close to smooth green is trimmed off.
    """
    marked = (green & (rough > PARAMS["rough_least"])).astype(np.uint8)
    closed = cv2.morphologyEx(marked, cv2.MORPH_CLOSE, _disc(PARAMS["close_m"] / gsd_m))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _disc(PARAMS["open_m"] / gsd_m))
    smooth = (green & (opened == 0)).astype(np.uint8)
    bits: Bits = (opened > 0) & (cv2.dilate(smooth, _disc(PARAMS["trim_m"] / gsd_m)) == 0)
    return bits


def _brightness(planes: Planes) -> Plane:
    mean: Plane = (planes["red"] + planes["green"] + planes["blue"]) / np.float32(3)
    return mean


def _index(planes: Planes) -> tuple[Plane, float]:
    if "nir" in planes:
        ndvi = spyndex.computeIndex("NDVI", {"N": planes["nir"], "R": planes["red"]})
        return np.clip(ndvi, -1, 1), PARAMS["ndvi"]
    total = np.maximum(3 * _brightness(planes), 1e-3)
    chroma = {role: plane / total for role, plane in planes.items()}
    bands = {"G": chroma["green"], "R": chroma["red"], "B": chroma["blue"]}
    excess: Plane = spyndex.computeIndex("ExG", bands)
    return excess, PARAMS["exg_chroma"]


def _roughness(level: Plane, green: Bits, gsd_m: float) -> Plane:
    """Deviation inside the green only, a little away from its edge, so that kerbs do not count."""
    inner = cv2.erode(green.astype(np.uint8), _disc(0.2 / gsd_m)) > 0
    sigma = PARAMS["rough_sigma_m"] / gsd_m
    mean = _mean(level, inner, sigma)
    spread = np.sqrt(np.maximum(_mean(level * level, inner, sigma) - mean * mean, 0)) * inner
    window = max(3, round(PARAMS["rough_window_m"] / gsd_m / 2) * 2 + 1)
    stored = np.clip(spread * STEPS, 0, 255).astype(np.uint8)
    return np.asarray(cv2.medianBlur(stored, window), np.float32) / np.float32(STEPS)


def _mean(plane: Plane, where: Bits, sigma_px: float) -> Plane:
    """Gaussian mean over the pixels ``where`` only."""
    sigma = max(sigma_px, 0.6)
    weight = where.astype(np.float32)
    total = cv2.GaussianBlur(plane.astype(np.float32) * weight, (0, 0), sigma)
    return np.asarray(total / np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-3))


def _disc(radius_px: float) -> Plane:
    reach = int(np.ceil(max(radius_px, 0.5)))
    rows, cols = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc: Plane = (rows**2 + cols**2 <= radius_px**2 + 0.5).astype(np.uint8)
    return disc
