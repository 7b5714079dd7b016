"""One detector at many places of one image: files opened once, blocks decoded once.

A station's window is a few thousand pixels of blocks that hold a quarter of a million each, so
opening and decoding is nearly all the work. Zones are visited block by block, row after row and
back, and the open files keep the last blocks, so that neighbours share them. Every zone is judged
by the detector's own ``run``: the results are those of single runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
import rasterio
from rasterio.env import get_gdal_config, set_gdal_config

from geo.errors import Refused
from imagery import detectors
from imagery.detectors import georeference
from imagery.detectors.base import Detection, SceneInput, Zone
from imagery.detectors.georeference import Georeference
from imagery.detectors.reading import Kept, opened

CACHE_BYTES = 160 << 20
"""Two rows of 512-px blocks of a Sentinel-2-size scene with 6 bands of 16 bits take 138 MB."""
HALO_PX = 16
"""What a detector usually reads around its window."""

Result = tuple[int, Detection | Refused]
"""A zone's number in the order given, and what was seen there or why it could not be looked at."""


def detect_many(
    name: str,
    image: SceneInput,
    zones: Sequence[Zone],
    *,
    reference: SceneInput | None = None,
) -> Iterator[Result]:
    """Run a detector in many zones, each result as it comes; nothing is kept here.

    Parameters
    ----------
    name : str
        One of :func:`imagery.detectors.names`.
    image, reference : SceneInput
        As for :func:`imagery.detectors.detect`; each file is opened once.
    zones : sequence of Zone
        Where to look. They are visited in the order of the image's blocks.

    Yields
    ------
    (int, Detection or Refused)
        The zone's number, in the order of the visit; a refusal of one zone stops no other.

    Raises
    ------
    NotFound
        ``detect.unknown_detector``.
    """
    detectors.check_name(name)
    files = 1 + (reference is not None)
    with closing(Kept()) as kept, _bounded_cache():
        for number in visiting_order(image, zones, kept, files=files):
            with kept.lent():
                result = _looked(name, image, reference, zones[number])
            yield number, result


def _looked(
    name: str, image: SceneInput, reference: SceneInput | None, zone: Zone
) -> Detection | Refused:
    try:
        return detectors.detect(name, image, reference=reference, zone=zone)
    except Refused as refusal:
        return refusal


def visiting_order(
    image: SceneInput, zones: Sequence[Zone], kept: Kept, *, files: int = 1
) -> list[int]:
    """Return the zones' numbers in the order of the blocks they need.

    Strips of block columns, so narrow that two rows of a strip of each of the ``files`` stay in
    the cache; in a strip row after row, to and fro. A zone counts by its upper left block, so it
    needs blocks of its own row and the next only.
    """
    numbers = list(range(len(zones)))
    try:
        with kept.lent(), opened(image, (), detector="") as source:
            ground = georeference.of(source)
            if ground is None or not zones:
                return numbers
            rows, cols = _upper_left(source, ground, zones)
            strip = _strip_blocks(source, files)
    except Refused:
        return numbers  # every zone will say so itself
    return sorted(numbers, key=lambda n: _along(int(rows[n]), int(cols[n]), strip))


def _upper_left(source: Any, ground: Georeference, zones: Sequence[Zone]) -> tuple[Any, Any]:
    """Block row and column in which each zone's window begins."""
    west, south, east, north = np.array([zone.polygon.bounds for zone in zones]).T
    lon = np.concatenate([west, east, west, east])
    lat = np.concatenate([north, north, south, south])
    rows, cols = (part.reshape(4, -1).min(axis=0) for part in ground.pixels(lon, lat))
    height, width = source.block_shapes[0]
    return (rows - HALO_PX) // height, (cols - HALO_PX) // width


def _strip_blocks(source: Any, files: int) -> int:
    height, width = source.block_shapes[0]
    block = height * width * source.count * np.dtype(source.dtypes[0]).itemsize
    return max(1, int(CACHE_BYTES // (2 * files * block)) - 1)


def _along(row: int, col: int, strip: int) -> tuple[int, int, int]:
    return col // strip, row, (col if row % 2 == 0 else -col)


@contextmanager
def _bounded_cache() -> Iterator[None]:
    """Bound GDAL's block cache (a twentieth of the machine's memory by default) for a while."""
    with rasterio.Env():
        before = get_gdal_config("GDAL_CACHEMAX")
        set_gdal_config("GDAL_CACHEMAX", min(before, CACHE_BYTES))
    try:
        yield
    finally:
        with rasterio.Env():
            set_gdal_config("GDAL_CACHEMAX", before)
