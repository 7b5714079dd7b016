"""Judges one frame and says so in codes with measured values and their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.quality import alike, light, sun
from imagery.quality import sharpness as sharp

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Quality:
    """What is wrong with a frame: ``quality.*`` codes, the numbers behind them, ``photo.*`` flags.

    ``measures`` holds every number under the name that the code's words use, limits included:
    ``sharpness`` 0 to 1, ``textured``, ``clipped`` and ``glint`` in percent, lengths in pixels.
    """

    codes: tuple[str, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    look_hash: str = ""
    flags: tuple[str, ...] = ()


def judge(pixels: Pixels, facts: Mapping[str, Any], *, cells: sharp.Cells | None = None) -> Quality:
    """Judge a frame.

    Parameters
    ----------
    pixels : (rows, cols, 3) uint8
        RGB, of any size; a reduced picture will do for all but sharpness.
    facts : mapping
        ``PhotoFacts`` as far as known: time and pose rule sun glint out, ``measures`` may hold
        speed and exposure time. A ``band`` leaves colour and exposure aside and has no look of
        its own: the bands of one shot are alike without being copies.
    cells : Cells, optional
        Sharpness as measured at full size; else it is measured in ``pixels``.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    if cells is None:
        cells = sharp.joined(sharp.measure(strip) for strip in sharp.strips(pixels))
    found = sharp.sharpness(cells)
    measures: dict[str, float] = dict(facts.get("measures") or {})
    measures |= _smear(facts, measures)
    codes = _of_sharpness(found, measures)
    flags: list[str] = []
    if not facts.get("band"):
        codes += _of_light(pixels, grey, facts, measures)
        flags += ["photo.nir_converted"] if light.nir_converted(pixels) else []
    look = "" if facts.get("band") else alike.look_hash(grey)
    return Quality(tuple(codes), measures, look, tuple(flags))


def _of_sharpness(found: sharp.Sharpness, measures: dict[str, float]) -> list[str]:
    measures["textured"] = round(100 * found.textured, 1)
    if found.blur_px is None or found.contrast is None:
        return ["quality.water"]
    measures["sharpness"] = round(found.contrast, 2)
    measures["sharpness_limit"] = sharp.KEPT_CONTRAST
    measures["blur_px"] = round(found.blur_px, 2)
    if found.motion_px is not None and found.motion_deg is not None:
        measures["motion_px"] = round(found.motion_px, 1)
        measures["motion_deg"] = round(found.motion_deg)
        measures["motion_limit_px"] = sharp.MOTION_LIMIT_PX
        return ["quality.motion"]
    return ["quality.blurred"] if found.blur_px > sharp.BLUR_LIMIT_PX else []


def _of_light(
    pixels: Pixels, grey: Pixels, facts: Mapping[str, Any], measures: dict[str, float]
) -> list[str]:
    measures["bright_level"] = round(light.bright_level(grey))
    measures["bright_level_limit"] = light.DARK_LEVEL
    measures["clipped"] = round(light.clipped_percent(pixels), 2)
    measures["clipped_limit"] = light.CLIPPED_PERCENT
    codes = []
    if measures["bright_level"] < light.DARK_LEVEL:
        codes.append("quality.dark")
    if measures["clipped"] > light.CLIPPED_PERCENT:
        codes.append("quality.bright")
    if sun.may_glint(facts):
        measures["glint"] = round(light.glint_percent(pixels), 2)
        measures["glint_limit"] = light.GLINT_PERCENT
        if measures["glint"] > light.GLINT_PERCENT:
            codes.append("quality.glint")
    return codes


def _smear(facts: Mapping[str, Any], measures: Mapping[str, float]) -> dict[str, float]:
    """Return how far the ground moved during the exposure, in pixels of a view straight down."""
    speed, exposure = measures.get("speed_m_s"), measures.get("exposure_s")
    height, focal = facts.get("height_agl_m"), facts.get("focal_px")
    if speed is None or exposure is None or not focal or not height or height <= 0:
        return {}
    return {"motion_expected_px": round(speed * exposure * focal / height, 2)}
