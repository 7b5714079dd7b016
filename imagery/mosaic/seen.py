"""Which frames show a place on the ground, and where in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Pixels = list[list[float]]


def frames_seeing(
    polygon: Mapping[str, Any], frames: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Pixels, float]]:
    """Return (name, pixel polygon, share) of the frames that show a place, the best first.

    Parameters
    ----------
    polygon : GeoJSON Polygon or MultiPolygon, WGS-84
    frames : sequence of mappings
        ``name, ground_from_pixel, crs, width, height`` as ``FrameResult.as_json`` gives them.

    Returns
    -------
    list of (name, ring of [x, y] pixels, distance of the ring's middle from the picture's middle
    as a share of half its diagonal: 0 the middle, 1 a corner)
    """
    raise NotImplementedError


def crop(path: Path, pixel_polygon: Pixels, size_px: int) -> bytes:
    """Return a square JPEG of ``size_px`` around a ring of pixels of a stored photo.

    Raises
    ------
    Refused
        ``mosaic.unreadable``.
    """
    raise NotImplementedError
