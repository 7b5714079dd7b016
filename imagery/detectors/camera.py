"""What a camera's numbers mean: which value is white, and whether its red is red."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.errors import Refused
from imagery import infrared
from imagery.detectors.base import Plane, SceneInput
from imagery.detectors.reading import LARGEST_STORED

VISIBLE = ("red", "green", "blue")


def white_of(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> float:
    """Return the value that counts as white: 255 for bytes, 1 for reflectance, else the top."""
    if source.dtypes[0] == "uint8" and scene.scale == 1:
        return 255.0
    top = float(np.nanmax(_sample(source, scene, roles)))
    return 1.0 if top <= 2 else top


def _sample(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> Plane:
    rows, cols = min(source.height, 512), min(source.width, 512)
    numbers = [scene.bands[role] for role in roles]
    values = source.read(numbers, out_shape=(len(numbers), rows, cols)).astype(np.float32)
    values[~(np.abs(values) <= LARGEST_STORED)] = np.nan
    sample: Plane = values * np.float32(scene.scale) + np.float32(scene.offset)
    return sample


def check_camera(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> None:
    """Refuse a picture of a NIR-converted camera (``detect.nir_camera``, imagery.infrared)."""
    if not set(VISIBLE) <= set(roles):
        return
    planes = _sample(source, scene, VISIBLE) / white_of(source, scene, VISIBLE)
    if infrared.converted(*planes):
        raise Refused("detect.nir_camera", file=scene.path.name)
