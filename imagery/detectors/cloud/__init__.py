"""Cloud and its shadow: 1 cloud, 2 shadow, 0 clear, 255 no data.

- Sentinel-2 level 1C with its ten bands: the trees of s2cloudless, evaluated here; probabilities
  equal those stored with five frames of a public time series to 1e-3 (their rounding).
- Otherwise by light: brighter than the scene's own ground, white, solid (:mod:`.bright`), not snow
  where short-wave infrared shows it. EMSR382 (RGB, labels of CloudSen12) F1 .92; the west half of
  a Landsat 7 scene (Fmask) .89; none on five NAIP and two Landsat frames without cloud.
- Growth and solidity were chosen on these two labelled scenes: take them as development figures.
- Thin haze does not show in light alone; snow, salt and white sand may pass for cloud in RGB.

Cloud is no problem of a station, so there are no findings: the shares are in ``detail``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from imagery.detectors import checks, grid, places, reading
from imagery.detectors.base import NO, NOT_ASSESSED, SHADOW, YES, Detection, SceneInput, Zone
from imagery.detectors.cloud import bright, model, params, shadow
from imagery.detectors.cloud.params import (
    MODEL_ROLES,
    NAME,
    NEEDS,
    PARAMS,
    VERSION,
    VISIBLE,
)
from imagery.detectors.cloud.scan import factor_of, scan
from imagery.detectors.grid import Frame
from imagery.detectors.labels import nearby, strips
from imagery.detectors.result import Said, packed

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "run"]

SURROUNDINGS_PX = 512
"""A zone is judged with this much around it, so that it is not its own yardstick."""


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Map cloud and shadow. ``reference`` is not used: clouds are of one date."""
    checks.check_dates(image, reference)
    with reading.opened(image, (), detector=NAME) as source:
        wanted = model.roles_of(image, source.count)
        roles = MODEL_ROLES if wanted is not None else VISIBLE
        image = image if wanted is None else replace(image, bands=wanted)
        if not set(roles) <= set(image.bands):
            raise reading.missing_bands(image, (VISIBLE, MODEL_ROLES), detector=NAME)
    with reading.opened(image, roles, detector=NAME) as source:
        inner = _frame(source, image, zone)
        raw = source.dtypes[0] == "uint8"
        frame = _with_surroundings(source, inner) if zone is not None else inner
        # Judged with its surroundings: a zone under saturated cloud alone has one value.
        checks.check_values(source, image, roles, frame, reflectance=not raw)
        seen = (_by_model if wanted is not None else _by_light)(source, image, frame)
        return _detection(source, seen, frame, inner)


def _frame(source: Any, image: SceneInput, zone: Zone | None) -> Frame:
    if zone is None:
        return grid.whole(source)
    place = places.place(source, image, zone, radius_m=zone.radius_m or 0.0, context_m=0.0)
    return grid.clipped(place.frame, grid.whole(source))


def _with_surroundings(source: Any, inner: Frame) -> Frame:
    short = max(0, SURROUNDINGS_PX - min(inner.height, inner.width))
    return grid.clipped(grid.grown(inner, short // 2), grid.whole(source))


@dataclass(frozen=True)
class _Seen:
    cloud: Any
    dark: Any
    index: Any
    factor: int
    flags: tuple[str, ...]
    by: str


def _by_model(source: Any, image: SceneInput, frame: Frame) -> _Seen:
    factor = model.factor_of(frame)
    chance, nir = model.probability(source, image, frame, factor)
    index, cloud = model.clouds(source, chance, factor)
    known = np.isfinite(index)
    dark = np.where(known, np.clip(nir * 255, 1, 255), 0).astype(np.uint8)
    return _Seen(cloud, dark, index, factor, (), "s2cloudless")


def _by_light(source: Any, image: SceneInput, frame: Frame) -> _Seen:
    step = _step(source)
    factor = factor_of(step)
    seen = scan(source, image, frame, factor)
    limits = bright.limits_of(seen)
    cloud = bright.clouds_of(seen, limits, None if step is None else step * factor)
    index = reading.allocate(cloud.shape, np.float32, fill=np.nan)
    span = max(limits.bright - limits.ground, 1.0)
    for rows in strips(index):
        known = seen.known(rows)
        index[rows][known] = (seen.least[rows][known] - limits.ground) / span
    raised = {
        "detect.cloud_by_brightness": True,
        "detect.cloud_or_snow": not seen.swir and bool(cloud.any()),
        "detect.overcast": limits.overcast,
    }
    flags = tuple(code for code, is_raised in raised.items() if is_raised)
    return _Seen(cloud, seen.dark, index, factor, flags, "brightness")


def _step(source: Any) -> float | None:
    """Return the pixel size in metres; None where it is not known."""
    step = grid.gsd_m(source)
    return None if step is None else max(step)


def _detection(source: Any, seen: _Seen, frame: Frame, inner: Frame) -> Detection:
    step = _step(source)
    cast = shadow.cast_of(seen.cloud, seen.dark, None if step is None else step * seen.factor)
    mask = _mask(seen, cast)
    part = _part(frame, inner, seen.factor)
    corner = (frame.row + part[0].start * seen.factor, frame.col + part[1].start * seen.factor)
    mask, index = mask[part], seen.index[part]
    shares = _shares(mask)
    hidden = shares["assessed"] < PARAMS["least_assessed"]
    said = Said(
        shares["assessed"],
        {
            "by": seen.by,
            "cloud_share": shares["cloud"],
            "shadow_share": shares["shadow"],
            "shadow_lies": "unknown" if cast is None else cast.words(seen.factor),
        },
        abstained="detect.zone_not_seen" if hidden else None,
        flags=(("detect.gsd_unknown",) if step is None else ()) + seen.flags,
    )
    shown = Frame(*corner, *mask.shape)
    return packed(params, source, shown, said, (mask, index), factor=seen.factor)


def _shares(mask: Any) -> dict[str, float]:
    """Return the assessed share, and what is cloud and shadow of it."""
    counts = np.zeros(256, np.int64)
    for rows in strips(mask):
        counts += np.bincount(mask[rows].ravel(), minlength=256)
    known = max(1, mask.size - int(counts[NOT_ASSESSED]))
    return {
        "assessed": round(1 - int(counts[NOT_ASSESSED]) / mask.size, 4),
        "cloud": round(int(counts[YES]) / known, 4),
        "shadow": round(int(counts[SHADOW]) / known, 4),
    }


def _mask(seen: _Seen, cast: shadow.Cast | None) -> Any:
    mask = reading.allocate(seen.dark.shape, np.uint8, fill=NOT_ASSESSED)
    if cast is not None:
        dark = reading.allocate(mask.shape, np.bool_, fill=False)
        cast.dark(seen.dark, dark)
        nearby(mask, shadow.reach_px(cast), partial(_shaded, cast), seen.cloud, dark)
    for rows in strips(mask):
        shaded = mask[rows] == SHADOW
        known = seen.dark[rows] > 0
        mask[rows] = np.where(known, np.where(shaded, SHADOW, NO), NOT_ASSESSED)
        mask[rows][seen.cloud[rows] & known] = YES
    return mask


def _shaded(cast: shadow.Cast, cloud: Any, dark: Any) -> Any:
    return np.where(shadow.shadow(cast, cloud, dark), SHADOW, NO).astype(np.uint8)


def _part(frame: Frame, inner: Frame, factor: int) -> tuple[slice, slice]:
    """Return a zone's own part of the working grid of the frame around it."""
    top, left = (inner.row - frame.row) // factor, (inner.col - frame.col) // factor
    bottom = -(-(inner.row - frame.row + inner.height) // factor)
    right = -(-(inner.col - frame.col + inner.width) // factor)
    return slice(top, bottom), slice(left, right)
