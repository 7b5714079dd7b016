"""Mask and elevation angle on the image's own pixels, whatever grid the surface model has."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasterio.enums import Resampling
from rasterio.warp import reproject
from rasterio.windows import transform as window_transform

from geo.errors import Refused
from imagery.detectors import reading
from imagery.detectors.base import NOT_ASSESSED, Mask, Plane, SceneInput
from imagery.detectors.grid import Frame, blocks, clipped, frame_on, grown, gsd_m, same_grid, whole
from imagery.detectors.obstacles.judging import View
from imagery.detectors.obstacles.metric import metric_of
from imagery.detectors.obstacles.params import PARAMS

MODEL_PX = 1024
"""Model pixels a block of the image may span."""


def frame_of(
    source: Any, image: SceneInput, anchor: tuple[float, float], *, everywhere: bool
) -> Frame:
    """Return the image's frame to judge: all of it, or the part within reach of the inlet.

    Raises
    ------
    Refused
        ``detect.no_position`` (an image without CRS), ``detect.no_overlap``.
    """
    if source.crs is None:
        raise Refused("detect.no_position", file=image.path.name, what="inlet")
    if everywhere:
        return whole(source)
    frame = metric_of(source, anchor).frame(PARAMS["reach_m"])
    if not frame.meets(source):
        raise Refused("detect.no_overlap", file=image.path.name, what="inlet")
    return clipped(frame, whole(source))


def painted(source: Any, view: View, frame: Frame) -> tuple[Mask, Plane]:
    """Return mask and elevation angle (degrees) of a frame of the open image.

    On the model's own grid each pixel is judged as it is. On a finer grid a pixel takes the
    model's pixel that holds its centre, on a coarser one the worst of those it covers.
    """
    mask: Mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    angle: Plane = reading.allocate(frame.shape, np.float32, fill=np.nan)
    same = same_grid(source, view.source)
    fine, coarse = min(gsd_m(view.source) or (1, 1)), max(gsd_m(source) or (1, 1))
    size = 512 if same else int(np.clip(MODEL_PX * fine / coarse, 4, 512))
    how = Resampling.nearest if coarse <= 1.5 * fine else Resampling.max
    for block in blocks(frame, size=size):
        place = block.within(frame)
        if same:
            part = view.part(block)
            mask[place], angle[place] = part.mask, part.angle_deg
        else:
            mask[place], angle[place] = _moved(view, source, block, how)
    return mask, angle


def _moved(view: View, source: Any, block: Frame, how: Resampling) -> tuple[Mask, Plane]:
    there = grown(frame_on(view.source, source, block), 2)
    if not there.meets(view.source):
        return np.full(block.shape, NOT_ASSESSED, np.uint8), np.full(block.shape, np.nan)
    there = clipped(there, whole(view.source))
    part = view.part(there)
    mask, angle = np.full(block.shape, NOT_ASSESSED, np.uint8), np.full(block.shape, np.nan, "f4")
    for values, out, empty in ((part.mask, mask, NOT_ASSESSED), (part.angle_deg, angle, np.nan)):
        reproject(
            values,
            out,
            src_transform=window_transform(there.window, view.source.transform),
            src_crs=view.source.crs,
            src_nodata=empty,
            dst_transform=window_transform(block.window, source.transform),
            dst_crs=source.crs,
            dst_nodata=empty,
            resampling=how,
        )
    return mask, angle
