"""A photo that a person placed through control points, laid out by the map these points give."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rasterio
from rasterio.transform import from_origin

from geo.errors import Refused

MOST_PX = 120_000_000
"""A frame of 20 megapixels turned by 45 degrees needs twice its own pixels."""


def laid_out(photo: Path, placement: Mapping[str, Any], out: Path) -> None:
    """Write a stored photo as a GeoTIFF with a mask, north up.

    Parameters
    ----------
    photo : Path
        The JPEG that intake rewrote.
    placement : mapping
        ``ground_from_pixel`` (3 x 3, pixel to metres of ``crs``), ``crs``, ``width``, ``height``.

    Raises
    ------
    Refused
        ``mosaic.unreadable``.
    """
    picture = cv2.imread(str(photo), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise Refused("mosaic.unreadable", file=photo.name[:16])
    matrix = np.array(placement["ground_from_pixel"], dtype=float)
    height, width = picture.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    ground = np.column_stack([corners, np.ones(4)]) @ matrix.T
    ground = ground[:, :2] / ground[:, 2:]
    (west, south), (east, north) = ground.min(axis=0), ground.max(axis=0)
    area = (east - west) * (north - south)
    own = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    gsd = max(own, float(np.sqrt(area / MOST_PX)))
    size = (max(1, round((east - west) / gsd)), max(1, round((north - south) / gsd)))
    to_grid = np.array([[1 / gsd, 0, -west / gsd], [0, -1 / gsd, north / gsd], [0, 0, 1]])
    values = cv2.warpPerspective(picture, to_grid @ matrix, size, flags=cv2.INTER_AREA)
    seen = np.full((height, width), 255, np.uint8)
    mask = cv2.warpPerspective(seen, to_grid @ matrix, size, flags=cv2.INTER_NEAREST)
    _write(out, values, mask, crs=placement["crs"], grid=from_origin(west, north, gsd, gsd))


def _write(out: Path, values: Any, mask: Any, *, crs: str, grid: Any) -> None:
    height, width = mask.shape
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "photometric": "RGB", "tiled": True}
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            out, "w", height=height, width=width, crs=crs, transform=grid, **profile
        ) as file,
    ):
        file.write(np.moveaxis(values[..., ::-1], 2, 0))
        file.write_mask(mask)
