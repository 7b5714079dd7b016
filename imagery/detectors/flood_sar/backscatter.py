"""Backscatter in dB, whatever the file holds, with the speckle taken out by a median."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import reading, thresholds
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.flood_sar.params import PARAMS
from imagery.detectors.grid import Frame, clipped, whole
from imagery.detectors.reading import Planes

STEP_DB, FLOOR_DB = 0.2, -46.0
"""Medians are taken of bytes: .2 dB a step, a fifth of the speckle that is left."""
NOTHING_DB = -80.0
"""Below the noise of any radar: fill values."""


def is_power(source: Any, scene: SceneInput, roles: tuple[str, ...], frame: Frame) -> bool:
    """Return whether the values are linear power and not dB; refuse what is neither.

    Land lies between -30 and 0 dB, so between .001 and 1 in power: negative medians are dB,
    positive ones below 1 power. Digital numbers that were never calibrated are above that.

    Raises
    ------
    Refused
        ``detect.sar_scale``.
    """
    around = clipped(frame, whole(source))
    planes = thresholds.sample(source, scene, roles, around, pixels=250_000)
    for role in roles:
        values = planes[role][np.isfinite(planes[role]) & (planes[role] != 0)]
        median, low = (float(np.percentile(values, q)) for q in (50, 2)) if values.size else (0, 0)
        power = low > 0 and 1e-5 < median < 1
        decibels = -45 < median < -2 and low > NOTHING_DB
        if not power and not decibels:
            raise Refused("detect.sar_scale", file=scene.path.name, median=f"{median:.4g}")
    return power


def decibels(planes: Planes, *, power: bool) -> Planes:
    """Return planes in dB; zeros of edges, and values below any radar's noise, become NaN."""
    out: Planes = {}
    for role, plane in planes.items():
        known = np.isfinite(plane) & (plane != 0)
        if power:
            known &= plane > 0
            plane = 10 * np.log10(np.where(known, plane, 1))  # noqa: PLW2901
        out[role] = np.where(known & (plane > NOTHING_DB), plane, np.nan).astype(np.float32)
    return out


def despeckled(plane: Plane) -> Plane:
    """Return the median of 7 x 7 pixels in dB, NaN where the plane is."""
    known = np.isfinite(plane)
    if not known.any():
        return plane
    steps = (_filled(plane, known) - FLOOR_DB) / STEP_DB
    bytes_ = np.clip(np.rint(steps), 0, 255).astype(np.uint8)
    smooth = cv2.medianBlur(bytes_, int(PARAMS["median_px"])) * np.float32(STEP_DB)
    return np.where(known, smooth + np.float32(FLOOR_DB), np.nan).astype(np.float32)


def _filled(plane: Plane, known: Bits) -> Plane:
    """Holes take the nearest value, so that they do not pull their surroundings."""
    if known.all():
        return plane
    near = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled: Plane = plane[tuple(near)]
    return filled


def smooth(
    source: Any, scene: SceneInput, roles: tuple[str, ...], frame: Frame, *, power: bool
) -> Planes:
    """Read a frame and return its despeckled dB planes."""
    planes = reading.read(source, scene, roles, frame)
    planes.pop("cloud", None)
    return {role: despeckled(plane) for role, plane in decibels(planes, power=power).items()}
