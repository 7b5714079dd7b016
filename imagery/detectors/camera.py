"""What a camera's numbers mean: which value is white, and whether its red is red."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors.base import Plane, SceneInput

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
    sample: Plane = values * np.float32(scene.scale) + np.float32(scene.offset)
    return sample


def check_camera(source: Any, scene: SceneInput, roles: tuple[str, ...]) -> None:
    """Refuse a picture of a NIR-converted camera: much red, no green (``detect.nir_camera``).

    Rule of the sample photos: more than 15 % of the pixels with r > .40 and r - g > .10 while
    fewer than .5 % are green. It refused 3 of 3 converted frames, 0 of 14 others, and wrongly
    1 of 4 tiles of red roofs.
    """
    if not set(VISIBLE) <= set(roles):
        return
    red, green, blue = _sample(source, scene, VISIBLE) / white_of(source, scene, VISIBLE)
    lit = (red + green + blue) > 3 * 0.012
    reddish = (red > 0.40) & (red - green > 0.10) & lit
    greenish = (2 * green - red - blue > 0.06 * (red + green + blue)) & lit
    count = max(int(lit.sum()), 1)
    if reddish.sum() / count > 0.15 and greenish.sum() / count < 0.005:
        raise Refused("detect.nir_camera", file=scene.path.name)
