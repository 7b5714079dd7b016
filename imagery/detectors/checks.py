"""Refuses what cannot be judged: no data, constant content, wrong scale, wrong order in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors.base import Plane, SceneInput
from imagery.detectors.grid import BLOCK, Frame, clipped, grown, whole
from imagery.detectors.reading import LARGEST_STORED, stored_window, untold

LARGEST_MEDIAN, LARGEST_TOP = 1.2, 2.0
LEAST_TOP, LEAST_REACH = 0.005, 0.1
"""White is 1. Snow and cloud reach 1.2 of it, only mirrors (glint, under a percent of a scene) 2;
so a median above 1.2 and a 99th percentile above 2 or below .005 are of a wrong scale. So are
whole numbers whose largest stands for less than .1, which no coding of bright ground can be."""
FEW = 1024
"""Pixels enough for a median and a top that only have to be right to a factor."""
SEASON_DAYS = 45.0
"""Half of an astronomical season: further apart in the year, plants themselves differ."""


def check_values(
    source: Any,
    scene: SceneInput,
    roles: Sequence[str],
    frame: Frame,
    *,
    reflectance: bool,
    halo_px: int = 0,
) -> None:
    """Refuse no data, constant and wrongly scaled content, judged on a thinned sample.

    With ``halo_px``, the margin with which the frame will be read, a small window is read so
    wide at once and not again afterwards.

    Raises
    ------
    Refused
        ``detect.no_overlap``, ``detect.no_valid_pixels``, ``detect.constant_image``,
        ``detect.bands_alike``, ``detect.wrong_scale`` (only with ``reflectance``).
    """
    if not frame.meets(source):
        raise Refused("detect.no_overlap", what="zone", file=scene.path.name)
    values = _valid(source, scene, roles, frame, halo_px)
    if not values.size:
        raise Refused("detect.no_valid_pixels", file=scene.path.name)
    if values.shape[1] > 1 and (values.max(axis=1) == values.min(axis=1)).all():
        raise Refused("detect.constant_image", file=scene.path.name)
    if len(values) > 1 and (values == values[0]).all():
        raise Refused("detect.bands_alike", file=scene.path.name, roles=", ".join(roles))
    if reflectance:
        _check_scale(values * scene.scale + scene.offset, scene, _reach(source, scene))


def _valid(
    source: Any, scene: SceneInput, roles: Sequence[str], frame: Frame, halo_px: int
) -> Plane:
    inner = clipped(frame, whole(source))
    thinned = (min(inner.height, BLOCK), min(inner.width, BLOCK))
    if thinned == inner.shape:
        stored_window(source, scene, roles, clipped(grown(frame, halo_px), whole(source)))
    stored = stored_window(source, scene, roles, inner, thinned)[: len(roles)]
    bad = untold(source, stored)
    if stored.dtype.kind == "f":
        bad |= ~(np.abs(stored) <= LARGEST_STORED).all(axis=0)
    # Contiguous: reductions along the pixels of a selection are ten times slower without.
    kept = stored[:, ~bad] if bad.any() else stored.reshape(len(stored), -1)
    return np.ascontiguousarray(kept, np.float32)


def _check_scale(values: Plane, scene: SceneInput, reach: float) -> None:
    few = values[:, :: -(-values.shape[1] // FEW)].ravel()
    ranks = ((few.size - 1) // 2, (few.size - 1) * 99 // 100)
    median, top = (float(part) for part in np.partition(few, ranks)[list(ranks)])
    if median > LARGEST_MEDIAN or not LEAST_TOP <= top <= LARGEST_TOP or reach < LEAST_REACH:
        raise Refused(
            "detect.wrong_scale", file=scene.path.name, median=f"{median:.4g}", top=f"{top:.4g}"
        )


def _reach(source: Any, scene: SceneInput) -> float:
    """Return what the largest number of a file's type stands for; infinity for floats."""
    kind = np.dtype(source.dtypes[0])
    whole_number = kind.kind in "ui"
    return float(np.iinfo(kind).max) * scene.scale + scene.offset if whole_number else np.inf


def check_dates(image: SceneInput, reference: SceneInput | None) -> None:
    """Refuse a baseline that is not older than the image (``detect.baseline_newer``)."""
    if reference is None or image.taken_at is None or reference.taken_at is None:
        return
    if reference.taken_at >= image.taken_at:
        raise Refused(
            "detect.baseline_newer",
            reference=reference.taken_at.isoformat(),
            image=image.taken_at.isoformat(),
        )


def season_days(image: SceneInput, reference: SceneInput | None) -> float | None:
    """Return how far apart in the year two images were taken, 0-183 days; None if unknown."""
    if reference is None or image.taken_at is None or reference.taken_at is None:
        return None
    apart = abs(image.taken_at.timetuple().tm_yday - reference.taken_at.timetuple().tm_yday)
    return float(min(apart, abs(365 - apart)))


def season_flags(image: SceneInput, reference: SceneInput | None) -> tuple[str, ...]:
    """Return ``("detect.season_differs",)`` when two images show different seasons."""
    apart = season_days(image, reference)
    return ("detect.season_differs",) if apart is not None and apart > SEASON_DAYS else ()
