"""What every run of a detector begins and ends with: where it looks, and what it says, packed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from rasterio.transform import Affine

from imagery.detectors import places, reading
from imagery.detectors.base import (
    NOT_ASSESSED,
    Detail,
    Detection,
    FindingShape,
    Mask,
    Plane,
    SceneInput,
    Zone,
)
from imagery.detectors.grid import Frame, transform_of, whole
from imagery.detectors.places import Place


class Room(Protocol):
    """A detector's module of numbers."""

    NAME: str
    VERSION: str
    PARAMS: Mapping[str, float]


@dataclass(frozen=True)
class Said:
    """What a run came to, apart from its pictures; see :class:`Detection`."""

    assessed: float
    detail: Detail
    findings: tuple[FindingShape, ...] = ()
    abstained: str | None = None
    flags: tuple[str, ...] = ()


def placed(
    source: Any,
    scene: SceneInput,
    zone: Zone | None,
    params: Mapping[str, float],
    *,
    factor: int = 1,
) -> tuple[Place | None, Frame]:
    """Return the zone on the image and the frame to look at: without a zone the whole image.

    ``params`` holds the detector's ``radius_m`` and ``context_m``; refusals as
    :func:`imagery.detectors.places.place`.
    """
    if zone is None:
        return None, whole(source)
    radius_m, context_m = params["radius_m"], params["context_m"]
    place = places.place(source, scene, zone, radius_m=radius_m, context_m=context_m, factor=factor)
    return place, place.frame


def packed(
    room: Room,
    source: Any,
    frame: Frame,
    said: Said,
    planes: tuple[Mask, Plane],
    *,
    factor: int = 1,
) -> Detection:
    """Return the result; ``planes`` are mask and index of ``frame``, thinned by ``factor``."""
    mask, index = planes
    return Detection(
        detector=room.NAME,
        version=room.VERSION,
        params=room.PARAMS,
        assessed_fraction=round(said.assessed, 4),
        findings=said.findings,
        abstained=said.abstained,
        flags=said.flags,
        detail=said.detail,
        mask=mask,
        index=index,
        mask_transform=transform_of(source, frame) @ Affine.scale(factor),
        crs=source.crs,
        mask_offset=(frame.row, frame.col),
        mask_factor=factor,
    )


def unseen(frame: Frame) -> tuple[Mask, Plane]:
    """Return the planes of a frame of which nothing is assessed."""
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    return mask, reading.allocate(frame.shape, np.float32, fill=np.nan)
