"""Pictures that show a finding: now and before on the same ground, with scale and north.

Outlines are not burned in: a page draws them from ``pixels``, and can take them away. The same
files give the same bytes, so a picture's hash can stand in the ledger.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.detectors import FindingShape, SceneInput, Zone
from imagery.evidence import ornaments
from imagery.evidence.ground import GroundFrame, drawing, frame_of
from imagery.evidence.picture import View, painted, view

__all__ = ["Crop", "crops"]


@dataclass(frozen=True)
class Crop:
    """One picture of a finding.

    ``pixels`` holds polygons, holes, anchor (x right, y down), ``m_per_px`` and ``rings_m``;
    ``bbox`` is (west, south, east, north) in WGS-84 of the picture without its strip.
    """

    kind: str
    data: bytes
    mime: str
    width: int
    height: int
    pixels: dict[str, Any]
    bbox: tuple[float, float, float, float]


def crops(
    image: SceneInput,
    finding: FindingShape,
    *,
    reference: SceneInput | None,
    zone: Zone,
    size_px: int = 640,
) -> list[Crop]:
    """Return the picture of the image and, where the reference shows the place, of that.

    Raises
    ------
    Refused
        ``detect.no_position`` (a finding or an image without coordinates), ``evidence.outside``.
    """
    if finding.polygon is None:
        raise Refused("detect.no_position", file=image.path.name, what="finding")
    frame = frame_of(finding, zone, size_px=size_px)
    views = {"current": view(image, frame)}
    before = None if reference is None else _if_seen(reference, frame)
    if before is not None:
        views["baseline"] = before
    pixels = drawing(frame, finding, zone)
    pictures = painted(list(views.values()))
    return [
        _crop(kind, picture, frame, pixels, natural=shown.natural)
        for (kind, shown), picture in zip(views.items(), pictures, strict=True)
    ]


def _if_seen(scene: SceneInput, frame: GroundFrame) -> View | None:
    try:
        return view(scene, frame)
    except Refused as refused:
        if refused.code == "evidence.outside":
            return None
        raise


def _crop(
    kind: str,
    picture: NDArray[np.uint8],
    frame: GroundFrame,
    pixels: dict[str, Any],
    *,
    natural: bool,
) -> Crop:
    whole = ornaments.framed(picture, m_per_px=frame.m_per_px)
    out = io.BytesIO()
    if natural:
        whole.save(out, "JPEG", quality=90)
    else:
        whole.save(out, "PNG", optimize=False, compress_level=6)
    return Crop(
        kind=kind,
        data=out.getvalue(),
        mime="image/jpeg" if natural else "image/png",
        width=whole.width,
        height=whole.height,
        pixels=pixels,
        bbox=frame.bbox,
    )
