"""Cloud in visible light: brighter than the scene's own ground, white, and solid inside.

A town is white and bright too, but in small pieces between dark ones: a cloud holds a core that a
disc of 25 m fits into and that makes up 15 % of it. Measured shares: clouds .2 to .8, a town of
South Tyrol up to .1. Fragments near a larger cloud need no core of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np

from imagery.detectors import reading, thresholds
from imagery.detectors.base import Bits
from imagery.detectors.cloud.params import PARAMS
from imagery.detectors.cloud.scan import CORE, SNOW, WHITE, Scan
from imagery.detectors.labels import fill_holes, labelled, nearby, opened, reached, strips
from imagery.detectors.shapes import EIGHT

STATISTICS_PX = 1_000_000
USUAL_M = 10.0


@dataclass(frozen=True)
class Limits:
    """Display numbers: the ground's brightness, where cloud begins, where a core begins."""

    ground: float
    bright: float
    core: float
    overcast: bool

    @property
    def fading(self) -> float:
        """Down to here a cloud's rim goes on."""
        return self.ground + PARAMS["growth_share"] * (self.bright - self.ground)


def limits_of(scan: Scan) -> Limits:
    """Return the limits of one scene: its median and four MADs above it, within bounds.

    Under a closed cover the median is the cloud itself: then more than half of the scene is
    bright, white and smoother than any ground, and the ground is not known.
    """
    step = max(1, int(np.sqrt(scan.least.size / STATISTICS_PX)))
    least, kind = scan.least[::step, ::step].ravel(), scan.kind[::step, ::step].ravel()
    values, kind = least[least > 0].astype(np.float32), kind[least > 0]
    if not values.size:
        return Limits(0.0, PARAMS["largest_bright"], PARAMS["core_bright"], overcast=False)
    middle = float(np.median(values))
    spread = thresholds.mad(values) or 0.0
    low, high = PARAMS["least_bright"], PARAMS["largest_bright"]
    bright = float(np.clip(middle + PARAMS["mads"] * spread, low, high))
    if _overcast(scan, values, kind):
        bright = min(bright, PARAMS["overcast_bright"])
        return Limits(low, bright, bright, overcast=True)
    return Limits(min(middle, bright), bright, max(bright, PARAMS["core_bright"]), overcast=False)


def _overcast(scan: Scan, values: Any, kind: Any) -> bool:
    closed = (values > PARAMS["overcast_bright"]) & (kind & CORE > 0) & (kind & SNOW == 0)
    return bool(closed.mean() > 0.5) and _roughness(scan) < PARAMS["overcast_smooth"]


def _roughness(scan: Scan) -> float:
    """Median difference of a pixel and its 5 x 5 mean, in parts of it, over the middle."""
    rows, cols = (slice(max(0, n // 2 - 512), n // 2 + 512) for n in scan.least.shape)
    part = scan.least[rows, cols].astype(np.float32)
    mean = cv2.blur(part, (5, 5))
    off = np.abs(part - mean) / np.maximum(mean, 1)
    return float(np.median(off[part > 0])) if (part > 0).any() else 1.0


def clouds_of(scan: Scan, limits: Limits, step_m: float | None) -> Any:
    """Return the cloudy pixels (bool, rows x cols) of a scan; ``step_m`` is the pixel size."""
    bits = reading.allocate(scan.least.shape, np.bool_, fill=False)
    core = reading.allocate(scan.least.shape, np.bool_, fill=False)
    pixel = step_m or USUAL_M
    radius = max(1, round(PARAMS["solid_m"] / pixel))
    nearby(core, 2 * radius, partial(_core, limits, radius), scan.least, scan.kind)
    for rows in strips(bits):
        cloudy = scan.kind[rows] & (WHITE | SNOW) == WHITE
        bits[rows] = (scan.least[rows] > limits.bright) & cloudy
    _keep_solid(bits, core, _least_px(scan, step_m), max(1, round(PARAMS["fragment_m"] / pixel)))
    _grow(bits, scan, limits)
    fill_holes(bits, below_px=PARAMS["hole_px"])
    buffer = int(PARAMS["buffer_swir_px" if scan.swir else "buffer_px"])
    nearby(core, buffer, partial(_buffered, buffer), bits, scan.least)
    return core


def _least_px(scan: Scan, step_m: float | None) -> float:
    """Smallest cloud in pixels; without a pixel size, in parts of the frame."""
    if step_m is None:
        return max(PARAMS["least_px"], scan.least.size / 1000)
    return max(4.0, PARAMS["least_m2"] / step_m**2)


def _core(limits: Limits, radius: int, least: Any, kind: Any) -> Bits:
    return opened((least > limits.core) & (kind & (CORE | SNOW) == CORE), radius)


def _buffered(pixels: int, bits: Any, least: Any) -> Bits:
    buffered: Bits = reached(bits, pixels) & (least > 0)
    return buffered


def _keep_solid(bits: Any, core: Any, least_px: float, fragment_px: int) -> None:
    """Keep parts with a solid core, and smaller parts near them."""
    parts = labelled(bits, EIGHT)
    sizes, solid = parts.sums(), parts.sums(core)
    large = sizes >= least_px
    kept = large & (solid > 0) & (solid >= PARAMS["solid_share"] * sizes)
    kept[0] = False
    if not kept.any():
        bits[:] = False
        return
    parts.keep(kept, bits)
    around = reading.allocate(bits.shape, np.bool_, fill=False)
    nearby(around, fragment_px + 1, partial(reached, pixels=fragment_px), bits)
    fragments = parts.touched(around) & large & (sizes <= sizes[kept].max())
    parts.keep(kept | fragments, bits)


def _grow(bits: Any, scan: Scan, limits: Limits) -> None:
    """Follow each cloud's rim as far as it stays above the ground, at most ten pixels."""
    reach = int(PARAMS["growth_px"])
    out = reading.allocate(bits.shape, np.bool_, fill=False)

    def rim(cloud: Any, least: Any, kind: Any) -> Bits:
        fading = (least > limits.fading) & (kind & SNOW == 0)
        wider: Bits = cloud | (reached(cloud, reach) & fading)
        return wider

    nearby(out, reach + 1, rim, bits, scan.least, scan.kind)
    parts = labelled(out, EIGHT)
    parts.keep(parts.touched(bits), bits)
