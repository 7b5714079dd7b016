"""Looks at very fine pictures through their own overviews: no finer than a sign needs.

A drone's pixel of 2 cm shows leaves and gravel. Two dates of it differ in every leaf, and a zone
of 300 m holds 900 million such pixels. What new ground, a shore or a scum is shows in pixels of
a decimetre or more, and the stored file holds those averages already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from imagery.detectors import grid
from imagery.detectors.base import SceneInput
from imagery.detectors.reading import opened

FINEST_M: Mapping[str, float] = {
    "land-change": 0.1,
    "bare-soil": 0.1,
    "burn": 0.25,
    "water": 0.25,
    "algae": 0.25,
    "turbidity": 0.5,
    "debris": 0.04,
}
"""Ground metres of a pixel about which a detector has no use for finer ones: a fifth or less of
the sign's smallest object in ``visible_signs.csv``. ``vegetation`` averages by itself."""


def thinned(scene: SceneInput, detector: str) -> SceneInput:
    """Return the scene seen through the overview whose pixel is nearest to what is needed.

    Without a CRS, without overviews or with pixels as coarse already it stays as it is.

    Raises
    ------
    Refused
        ``detect.unreadable``.
    """
    finest_m = FINEST_M.get(detector)
    if finest_m is None:
        return scene
    with opened(scene, (), detector=detector) as source:
        step_m = grid.gsd_m(source)
        factors = source.overviews(1)
    if step_m is None or not factors:
        return scene
    wanted = math.log2(finest_m / max(step_m))
    if wanted < 0.5:
        return scene
    level = min(range(len(factors)), key=lambda n: abs(math.log2(factors[n]) - wanted))
    return replace(scene, overview=level)
