"""Plants or building: told by colour where the image shows it, never by height alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from imagery.detectors import reading
from imagery.detectors.base import Bits, SceneInput
from imagery.detectors.grid import Frame
from imagery.detectors.obstacles.params import NAME, PARAMS

COLOURS = (("red", "nir"), ("red", "green", "blue"))

Telling = Callable[[Frame, Bits], str]
"""From a frame of the surface model and its marked pixels to plant, not_green or unknown."""


def roles_of(image: SceneInput) -> tuple[str, ...]:
    """Return the bands of the image that tell green plants; none for a bare surface model."""
    for roles in COLOURS:
        if set(roles) <= set(image.bands):
            return roles
    return ()


def kind_of(image: SceneInput, dsm_source: Any, frame: Frame, bits: Bits) -> str:
    """Say what the marked pixels of the surface model are by their colour.

    ``plant`` when at least half of them are green (NDVI above .3 or 2g - r - b above .06 of the
    sum), ``not_green`` otherwise (a building, or a leafless crown), ``unknown`` without colour.
    """
    roles = roles_of(image)
    if not roles:
        return "unknown"
    with reading.opened(image, roles, detector=NAME) as source:
        if source.crs is None:
            return "unknown"
        planes = reading.read_onto(source, image, roles, dsm_source, frame)
    values = [planes[role][bits] for role in roles]
    seen = np.isfinite(values).all(axis=0) & (np.sum(values, axis=0) > 0)
    if seen.mean() < PARAMS["green_share"]:
        return "unknown"
    green = _green([value[seen] for value in values])
    return "plant" if green.mean() >= PARAMS["green_share"] else "not_green"


def _green(values: list[Any]) -> Bits:
    total = np.sum(values, axis=0)
    if len(values) == 2:
        red, nir = values
        plants: Bits = (nir - red) / total > PARAMS["ndvi_least"]
        return plants
    red, green, blue = values
    leaves: Bits = (2 * green - red - blue) / total > PARAMS["exg_least"]
    return leaves
