"""Sentinel-2 top of atmosphere by s2cloudless's model, at a pixel size that bounds the work."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np

from imagery.detectors import reading
from imagery.detectors.base import Bits, Plane, SceneInput
from imagery.detectors.cloud.params import MODEL_ROLES, PARAMS, STANDARD
from imagery.detectors.cloud.trees import s2cloudless
from imagery.detectors.grid import Frame, gsd_m
from imagery.detectors.labels import disc, reached

LEAST_NAMED = 3
USUAL_M = 10.0
"""Pixel size taken where it is not known."""


def roles_of(image: SceneInput, count: int) -> dict[str, int] | None:
    """Return the ten bands' numbers; None where the model cannot be used.

    B09 and B10 have no role in many lists, so in a file of thirteen bands whose named ones (three
    at least) all stand where Sentinel-2 has them, the others do too.
    """
    bands = dict(image.bands)
    named = [STANDARD.get(role) == number for role, number in bands.items()]
    if count == len(STANDARD) and len(named) >= LEAST_NAMED and all(named):
        bands = STANDARD
    if not set(MODEL_ROLES) <= set(bands):
        return None
    return {role: bands[role] for role in MODEL_ROLES}


def factor_of(frame: Frame) -> int:
    """Return how many stored pixels, across and down, become one of the model's."""
    return max(1, math.ceil(math.sqrt(frame.height * frame.width / PARAMS["model_pixels"])))


def probability(source: Any, image: SceneInput, frame: Frame, factor: int) -> tuple[Plane, Plane]:
    """Return cloud probability and near infrared (rows, cols), NaN where there is no data."""
    planes = reading.read(source, image, MODEL_ROLES, frame, factor=factor)
    values = np.stack([planes[role] for role in MODEL_ROLES])
    known = np.isfinite(values).all(axis=0)
    out = np.full(known.shape, np.nan, np.float32)
    out[known] = s2cloudless().probability(values[:, known])
    return out, planes["nir"]


def clouds(source: Any, chance: Plane, factor: int) -> tuple[Plane, Bits]:
    """Return the averaged probability and the cloud, as s2cloudless is meant to be used.

    The mean over a disc of 40 m against .4, then 20 m of buffer: at 10 m this is the average over
    4 and dilation by 2 pixels of its authors.
    """
    step = gsd_m(source)
    pixel = factor * (USUAL_M if step is None else max(step))
    known = np.isfinite(chance)
    kernel = disc(max(1, round(PARAMS["model_average_m"] / pixel))).astype(np.float32)
    total = cv2.filter2D(np.where(known, chance, 0), -1, kernel, borderType=cv2.BORDER_REFLECT)
    weight = cv2.filter2D(known.astype(np.float32), -1, kernel, borderType=cv2.BORDER_REFLECT)
    mean = np.where(known, total / np.maximum(weight, 1), np.nan).astype(np.float32)
    cloud = reached(
        mean > PARAMS["model_threshold"], max(1, round(PARAMS["model_buffer_m"] / pixel))
    )
    return mean, cloud & known
