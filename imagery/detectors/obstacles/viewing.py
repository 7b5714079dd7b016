"""Sets up the view from an inlet over a surface model, and refuses what is no surface."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors.base import SceneInput
from imagery.detectors.grid import Frame, blocks, whole
from imagery.detectors.obstacles.judging import View, own_mast
from imagery.detectors.obstacles.metric import Metric
from imagery.detectors.obstacles.params import MOST_RANGE_M, PARAMS
from imagery.detectors.obstacles.surface import heights


def check_surface(source: Any, scene: SceneInput, metric: Metric) -> None:
    """Refuse a surface model that shows nothing around the inlet.

    Raises
    ------
    Refused
        ``detect.no_overlap``, ``detect.no_valid_pixels``, ``detect.constant_image`` (the whole
        model is one number), ``detect.not_heights`` (a drop of 1 km within 100 m).
    """
    frame = metric.frame(PARAMS["reach_m"])
    if not frame.meets(source):
        raise Refused("detect.no_overlap", file=scene.path.name, what="inlet")
    low, high = _range(source, scene, frame)
    if not np.isfinite(low):
        raise Refused("detect.no_valid_pixels", file=scene.path.name)
    if high - low > MOST_RANGE_M:
        raise Refused("detect.not_heights", file=scene.path.name, range_m=round(high - low))
    if low == high:
        _check_constant(source, scene, low)


def view_from(source: Any, scene: SceneInput, metric: Metric, inlet_m: float) -> View:
    """Return the view from an inlet at ``inlet_m`` metres in the model's own heights."""
    view = View(source, scene, metric, inlet_m)
    own_frame, own = own_mast(view)
    return replace(view, own_frame=own_frame, own=own)


def _check_constant(source: Any, scene: SceneInput, level: float) -> None:
    """A level yard in a real model is fine; a model that is level everywhere was not measured."""
    for block in blocks(whole(source)):
        low, high = _range(source, scene, block)
        if np.isfinite(low) and (low != level or high != level):
            return
    raise Refused("detect.constant_image", file=scene.path.name)


def _range(source: Any, scene: SceneInput, frame: Frame) -> tuple[float, float]:
    low, high = np.inf, -np.inf
    for block in blocks(frame):
        plane = heights(source, scene, block)
        known = plane[np.isfinite(plane)]
        if known.size:
            low, high = min(low, float(known.min())), max(high, float(known.max()))
    return low, high
