"""How much the burn ratio fell: from a companion raster, or from image and baseline."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors import checks, indices, reading, registration, smoothing
from imagery.detectors.base import Bits, Detail, Plane, SceneInput
from imagery.detectors.burn.params import NAME, PARAMS, ROLES
from imagery.detectors.grid import Frame, blocks, clipped, frame_on, grown, same_grid, whole
from imagery.detectors.registration import Registration

HALO = 8
"""More than four sigmas of the smoothing, so that blocks agree with the whole."""
LARGEST_DNBR = 2.0
"""NBR lies between -1 and 1."""
MOST_CLASSES = 16
"""Severity maps have four to seven classes."""
THOUSANDTHS = 0.001
"""The USGS stores dNBR in thousandths."""


@dataclass(frozen=True)
class Evidence:
    """Smoothed dNBR (rows, cols) on a frame, NaN unknown, and what it rests on."""

    plane: Plane
    flags: tuple[str, ...] = ()
    detail: Detail = field(default_factory=dict)


def of_companion(source: Any, image: SceneInput, frame: Frame) -> Evidence:
    """Read dNBR from the scene's companion, brought onto the image's pixels.

    Raises
    ------
    Refused
        ``detect.no_overlap``, ``detect.no_position``, ``detect.dnbr_scale``,
        ``detect.dnbr_is_classes``.
    """
    with _companion(source, image) as (raster, scene):
        there = frame if same_grid(raster, source) else frame_on(raster, source, frame)
        checks.check_values(raster, scene, ("dnbr",), there, reflectance=False)
        factor = _factor(raster, scene, there)
        seen = tuple(role for role in ROLES if role in image.bands)
        plane = reading.allocate(frame.shape, np.float32, fill=np.nan)
        for block in blocks(frame):
            around = grown(block, HALO)
            values = reading.read_onto(raster, scene, ("dnbr",), source, around)["dnbr"] * factor
            values[_hidden(source, image, seen, around)] = np.nan
            plane[block.within(frame)] = smoothed(values)[block.within(around)]
    scaled: Detail = {"dnbr_stored_in": "thousandths"} if factor != 1 else {}
    return Evidence(plane, detail={"dnbr_from": "companion", **scaled})


@contextmanager
def _companion(source: Any, image: SceneInput) -> Iterator[tuple[Any, SceneInput]]:
    scene = SceneInput(image.companions["dnbr"], {"dnbr": 1})
    with reading.opened(scene, ("dnbr",), detector=NAME) as raster:
        if not same_grid(raster, source) and (raster.crs is None or source.crs is None):
            raise Refused("detect.no_position", file=scene.path.name, what="dnbr")
        yield raster, scene


def _factor(raster: Any, scene: SceneInput, there: Frame) -> float:
    """Return what makes the stored numbers a difference of two ratios."""
    inner = clipped(there, whole(raster))
    thin = max(1, math.isqrt(inner.height * inner.width // 250_000))
    values = reading.read(raster, scene, ("dnbr",), inner, factor=thin)["dnbr"]
    values = values[np.isfinite(values)]
    _check_continuous(values, scene)
    top = float(np.percentile(np.abs(values), 99))
    if top <= LARGEST_DNBR:
        return 1.0
    if top <= LARGEST_DNBR / THOUSANDTHS:
        return THOUSANDTHS
    raise Refused("detect.dnbr_scale", file=scene.path.name, top=f"{top:.4g}")


def _check_continuous(values: Plane, scene: SceneInput) -> None:
    """Refuse a mask or a map of severity classes: a difference of ratios has hundreds of values."""
    levels = np.unique(values)
    if levels.size <= MOST_CLASSES and (levels == np.round(levels)).all():
        raise Refused("detect.dnbr_is_classes", file=scene.path.name, count=int(levels.size))


def of_pair(source: Any, image: SceneInput, reference: SceneInput, frame: Frame) -> Evidence:
    """Compute dNBR of a baseline and the image, registered on each other.

    Raises
    ------
    Refused
        ``detect.no_position``, ``detect.no_overlap``, ``detect.misaligned`` and what
        :func:`imagery.detectors.checks.check_values` refuses.
    """
    with reading.opened(reference, ROLES, detector=NAME) as base:
        there = _there(source, image, base, reference, frame)
        checks.check_values(base, reference, ROLES, there, reflectance=True)
        pair = _Pair(source, image, base, reference)
        found = registration.register_by(pair.reader(frame), frame.shape)
        registration.check(found, PARAMS["max_shift_px"])
        plane = reading.allocate(frame.shape, np.float32, fill=np.nan)
        for block in blocks(frame):
            around = grown(block, HALO + 2)
            values = smoothed(pair.fall(around, frame, found))
            plane[block.within(frame)] = values[block.within(around)]
    flags = ("detect.alignment_unknown",) if not found.trusted else ()
    if found.trusted and found.shift_px > 1:
        flags = ("detect.alignment_corrected",)
    return Evidence(plane, flags, {"dnbr_from": "baseline", **found.detail})


def _there(source: Any, image: SceneInput, base: Any, reference: SceneInput, frame: Frame) -> Frame:
    if same_grid(base, source):
        return frame
    for one, scene in ((source, image), (base, reference)):
        if one.crs is None:
            raise Refused("detect.no_position", file=scene.path.name, what="reference")
    there = frame_on(base, source, frame)
    if not there.meets(base):
        raise Refused("detect.no_overlap", file=reference.path.name, what="image")
    return there


@dataclass(frozen=True)
class _Pair:
    source: Any
    image: SceneInput
    base: Any
    reference: SceneInput

    def reader(self, frame: Frame) -> registration.Reader:
        """Return near infrared of both on parts of the frame (rows and columns within it)."""

        def read(part: Frame) -> tuple[Plane, Plane, Bits | None]:
            here = Frame(frame.row + part.row, frame.col + part.col, part.height, part.width)
            now = reading.read(self.source, self.image, ("nir",), here)
            then = reading.read_onto(self.base, self.reference, ("nir",), self.source, here)
            return now["nir"], then["nir"], None

        return read

    def fall(self, around: Frame, frame: Frame, found: Registration) -> Plane:
        """Return NBR of the baseline minus NBR of the image; water does not burn."""
        reach = math.ceil(found.shift_px) + 4
        wide = grown(around, reach)
        now = reading.read(self.source, self.image, ROLES, wide)
        then = reading.read_onto(self.base, self.reference, ROLES, self.source, wide)
        own = found.at(wide.row - frame.row, wide.col - frame.col)
        then = {role: registration.aligned(plane, own) for role, plane in then.items()}
        fall = ratio(then) - ratio(now)
        fall[_water(now) | _water(then)] = 0
        fall[_clouded(now) | _clouded(then)] = np.nan
        kept: Plane = fall[around.within(wide)]
        return kept


def ratio(planes: reading.Planes) -> Plane:
    """Return NBR of near infrared and far short-wave infrared (from spyndex), NaN unknown."""
    nir, swir = np.maximum(planes["nir"], 0), np.maximum(planes["swir22"], 0)
    known = reading.plausible(planes) & (nir + swir > 0)
    nir, swir = np.where(known, nir, 1), np.where(known, swir, 1)
    index: Plane = np.where(known, indices.compute("NBR", N=nir, S2=swir), np.nan)
    return index.astype(np.float32)


def _water(planes: reading.Planes) -> Bits:
    """Clear water: so dark in both bands that their ratio is noise (char is brighter)."""
    dark: Bits = planes["nir"] + planes["swir22"] < PARAMS["water_sum"]
    return dark


def _clouded(planes: reading.Planes) -> Bits:
    if "cloud" not in planes:
        return np.zeros(planes["nir"].shape, bool)
    cloud: Bits = planes["cloud"] > PARAMS["cloud_percent"]
    return cloud


def _hidden(source: Any, image: SceneInput, roles: tuple[str, ...], around: Frame) -> Bits:
    """Pixels of the image without data or under cloud; nothing is known without bands."""
    if not roles:
        return np.zeros(around.shape, bool)
    planes = reading.read(source, image, roles, around)
    hidden: Bits = ~np.isfinite(planes[roles[0]])
    if "cloud" in planes:
        hidden |= planes["cloud"] > PARAMS["cloud_percent"]
    return hidden


def smoothed(values: Plane) -> Plane:
    """Return a Gaussian mean over known neighbours; unknown stays NaN."""
    return smoothing.smoothed(values, np.isfinite(values), PARAMS["sigma_px"])
