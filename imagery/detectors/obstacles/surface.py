"""Heights around the inlet: the surface read as metres, and the ground under the inlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors import reading
from imagery.detectors.base import Plane, SceneInput
from imagery.detectors.grid import Frame
from imagery.detectors.obstacles.metric import Metric, metric_of
from imagery.detectors.obstacles.params import HIGHEST_M, LOWEST_M, ROLES

ORDER_M, LOWEST_STEP_M, MOST_BELOW = 100.0, 1.0, 0.2
"""Within 100 m a fifth of the surface a metre under the terrain is no error of either model."""
NEAR_M = 30.0
CELLS = 12
LEAST_CELLS = 6
ROUNDS = 20


@dataclass(frozen=True)
class Ground:
    """Height of the ground under the inlet in metres; ``estimated`` when no model gives it."""

    height_m: float
    origin: str

    @property
    def estimated(self) -> bool:
        """Whether it was inferred from the surroundings."""
        return self.origin != "dtm"


def elevation(path: Any) -> SceneInput:
    """Return an elevation raster as a scene whose one role is ``dsm``."""
    return SceneInput(path, bands={"dsm": 1})


def heights(source: Any, scene: SceneInput, frame: Frame) -> Plane:
    """Return heights (rows, cols) in metres, NaN where there is no data or no land so high."""
    plane = reading.read(source, scene, ROLES, frame)["dsm"]
    possible = (plane > LOWEST_M) & (plane < HIGHEST_M)
    return np.where(possible, plane, np.float32(np.nan))


def ground_under(lonlat: tuple[float, float], dsm: SceneInput, dtm: SceneInput | None) -> Ground:
    """Return the ground's height under the inlet.

    The value of the terrain model's pixel that holds the inlet. Where it has none, the plane
    through the terrain around; without a terrain model, the plane through the lowest surface
    points around (one a cell of 5 m, what stands above the others left out).

    Raises
    ------
    Refused
        ``detect.ground_unknown``: there is too little of either within 30 m;
        ``detect.surface_below_ground``: the two models are taken for each other.
    """
    if dtm is not None:
        with reading.opened(dtm, ROLES, detector="obstacles") as source:
            if source.crs is None:
                raise Refused("detect.no_position", file=dtm.path.name, what="inlet")
            metric = metric_of(source, lonlat)
            _check_order(source, dtm, dsm, metric)
            own = heights(source, dtm, metric.pixel)[0, 0]
            if np.isfinite(own):
                return Ground(float(own), "dtm")
            around = _plane_at_inlet(source, dtm, metric)
        if around is not None:
            return Ground(around, "dtm_around")
    with reading.opened(dsm, ROLES, detector="obstacles") as source:
        around = _plane_at_inlet(source, dsm, metric_of(source, lonlat))
    if around is None:
        raise Refused("detect.ground_unknown", file=dsm.path.name)
    return Ground(around, "dsm_around")


def _check_order(source: Any, dtm: SceneInput, dsm: SceneInput, metric: Metric) -> None:
    """Refuse a terrain that stands above the surface: the surface is what stands on the terrain."""
    frame = metric.frame(ORDER_M)
    if not frame.meets(source):
        return
    ground = heights(source, dtm, frame)
    with reading.opened(dsm, ROLES, detector="obstacles") as top:
        if top.crs is None:
            return
        above = reading.read_onto(top, dsm, ROLES, source, frame)["dsm"] - ground
    known = above[np.isfinite(above)]
    below = float((known < -LOWEST_STEP_M).mean()) if known.size else 0.0
    if below > MOST_BELOW:
        raise Refused(
            "detect.surface_below_ground",
            dsm=dsm.path.name,
            dtm=dtm.path.name,
            percent=round(100 * below),
        )


def _plane_at_inlet(source: Any, scene: SceneInput, metric: Metric) -> float | None:
    """The height at the inlet of a plane through the lowest points of the cells around it."""
    low = _lowest(source, scene, metric)
    if len(low) < LEAST_CELLS:
        return None
    design = np.column_stack([np.ones(len(low)), low[:, :2]])
    kept = np.ones(len(low), bool)
    plane = np.zeros(3)
    for _ in range(ROUNDS):
        plane = np.linalg.lstsq(design[kept], low[kept, 2], rcond=None)[0]
        above = low[:, 2] - design @ plane
        middle = float(np.median(above))
        spread = 1.4826 * float(np.median(np.abs(above - middle)))
        closer = above <= middle + 2 * spread + 1e-6
        if (closer == kept).all() or closer.sum() < LEAST_CELLS:
            break
        kept = closer
    return float(plane[0])


def _lowest(source: Any, scene: SceneInput, metric: Metric) -> Any:
    """(cells, 3): east, north, height of the lowest pixel of each cell of 5 m within 30 m."""
    frame = metric.frame(NEAR_M)
    if not frame.meets(source):
        return np.empty((0, 3))
    plane = heights(source, scene, frame)
    east, north = (np.broadcast_to(part, plane.shape) for part in metric.metres(frame))
    good = np.isfinite(plane) & (np.hypot(east, north) <= NEAR_M)
    points = np.column_stack([east[good], north[good], plane[good]])
    side = 2 * NEAR_M / CELLS
    cell = np.floor((points[:, :2] + NEAR_M) / side).clip(0, CELLS - 1).astype(int)
    number = cell[:, 0] * CELLS + cell[:, 1]
    order = np.lexsort((points[:, 2], number))
    first = np.unique(number[order], return_index=True)[1]
    return points[order][first]
