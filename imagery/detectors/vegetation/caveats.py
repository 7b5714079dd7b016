"""What makes this picture a weak witness for plants: season, pixel size, no position."""

from __future__ import annotations

from typing import Any

from rasterio.warp import transform

from imagery.detectors.base import SceneInput
from imagery.detectors.grid import WGS84
from imagery.detectors.vegetation.survey import Survey

TROPICS_DEG = 23.5
LEAFLESS = frozenset({11, 12, 1, 2, 3})
"""Months in which northern broad-leaved trees are bare or coloured."""


def caveats_of(source: Any, image: SceneInput, seen: Survey) -> tuple[str, ...]:
    """Return the caveats' codes, as flags of the detection and facts of its findings."""
    raised = {
        "detect.gsd_unknown": source.crs is None,
        "detect.leafless_season": _leafless(source, image),
        "detect.crowns_unsure": seen.unsure,
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)


def _leafless(source: Any, image: SceneInput) -> bool:
    if image.taken_at is None:
        return False
    lat = _latitude(source)
    if lat is not None and abs(lat) < TROPICS_DEG:
        return False
    month = image.taken_at.month
    if lat is not None and lat < 0:
        month = (month + 5) % 12 + 1
    return month in LEAFLESS


def _latitude(source: Any) -> float | None:
    if source.crs is None:
        return None
    x, y = source.transform @ (source.width / 2, source.height / 2)
    return float(transform(source.crs, WGS84, [x], [y])[1][0])
