"""The pixels of one scene on a ground frame, in colours people can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.vrt import WarpedVRT

from geo.errors import Refused
from imagery.detectors import SceneInput, grid
from imagery.detectors.base import Plane
from imagery.detectors.reading import quiet
from imagery.evidence.ground import GroundFrame

SHOWN = (("red", "green", "blue"), ("nir", "red", "green"), ("nir", "green", "green"))
"""Natural colour where it is there, else false colour: plants red, water dark."""
PAPER, HATCH = 236, 190
LEAST_SEEN = 0.02


@dataclass(frozen=True)
class View:
    """Planes (3, rows, cols) in stored values, NaN where there is nothing, and what they are."""

    planes: Plane
    roles: tuple[str, ...]
    natural: bool

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Pixels that show ground."""
        seen: NDArray[np.bool_] = np.isfinite(self.planes).all(axis=0)
        return seen


def view(scene: SceneInput, frame: GroundFrame) -> View:
    """Read a scene on the frame's pixels.

    Larger pixels are repeated, not smoothed: what the sensor did not see is not drawn.

    Raises
    ------
    Refused
        ``detect.no_position``, ``evidence.outside``, ``detect.unreadable``.
    """
    try:
        with quiet(), rasterio.open(scene.path) as source:
            if source.crs is None:
                raise Refused("detect.no_position", file=scene.path.name, what="finding")
            roles, numbers = _shown(scene, source.count)
            planes = _warped(source, numbers, frame)
            natural = roles == SHOWN[0] and source.dtypes[0] == "uint8"
    except rasterio.errors.RasterioIOError as error:
        raise Refused(
            "detect.unreadable", file=scene.path.name, reason=type(error).__name__
        ) from error
    shown = View(planes, roles, natural)
    if shown.seen.mean() < LEAST_SEEN:
        raise Refused("evidence.outside", file=scene.path.name)
    return shown


def _shown(scene: SceneInput, count: int) -> tuple[tuple[str, ...], list[int]]:
    for roles in SHOWN:
        if set(roles) <= set(scene.bands):
            return roles, [scene.bands[role] for role in roles]
    return ("grey",) * 3, [min(scene.bands.values(), default=1) if count else 1] * 3


def _warped(source: rasterio.DatasetReader, numbers: Sequence[int], frame: GroundFrame) -> Plane:
    step = max(grid.gsd_m(source) or (frame.m_per_px,))
    finer = step < frame.m_per_px
    with WarpedVRT(
        source,
        crs=f"EPSG:{frame.epsg}",
        transform=frame.transform,
        width=frame.size_px,
        height=frame.size_px,
        resampling=Resampling.average if finer else Resampling.nearest,
        add_alpha=source.nodata is None and ColorInterp.alpha not in source.colorinterp,
    ) as warped:
        planes: Plane = warped.read(list(numbers)).astype(np.float32)
        hidden = warped.dataset_mask() == 0
    if source.nodata is not None:
        hidden = hidden | (planes == source.nodata).all(axis=0)
    planes[:, hidden] = np.nan
    return planes


def painted(views: Sequence[View]) -> list[NDArray[np.uint8]]:
    """Return (rows, cols, 3) bytes of every view, all with one and the same stretch."""
    limits = [_limits([shown.planes[band] for shown in views]) for band in range(3)]
    return [_painted(shown, limits) for shown in views]


def _limits(planes: Sequence[Plane]) -> tuple[float, float]:
    values = np.concatenate([plane[np.isfinite(plane)] for plane in planes])
    low, high = np.percentile(values, (2, 98))
    return float(low), float(max(high, low + 1e-6))


def _painted(shown: View, limits: Sequence[tuple[float, float]]) -> NDArray[np.uint8]:
    levels = [
        plane if shown.natural else (plane - low) / (high - low) * 255
        for plane, (low, high) in zip(shown.planes, limits, strict=True)
    ]
    picture = np.clip(np.nan_to_num(np.stack(levels, axis=-1)), 0, 255)
    picture[~shown.seen] = _hatched(shown.seen.shape)[~shown.seen]
    painted_: NDArray[np.uint8] = np.rint(picture).astype(np.uint8)
    return painted_


def _hatched(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """What was not seen is hatched."""
    rows, cols = np.mgrid[: shape[0], : shape[1]]
    lines = (rows + cols) % 14 < 2
    hatched: NDArray[np.float64] = np.where(lines, HATCH, PAPER)[..., None].repeat(3, axis=2)
    return hatched.astype(np.float64)
