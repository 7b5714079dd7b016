"""Plausible green and near-infrared reflectance of a landscape, on one date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import ndimage

from imagery.render.landscape import Valley
from imagery.render.noise import Field, grain, octaves, step

COVERS = {
    "wood": ((0.045, 0.29), (0.050, 0.24)),
    "crop": ((0.075, 0.42), (0.110, 0.22)),
    "meadow": ((0.085, 0.36), (0.090, 0.30)),
    "fallow": ((0.120, 0.23), (0.095, 0.27)),
    "stubble": ((0.105, 0.27), (0.125, 0.21)),
    "village": ((0.150, 0.21), (0.145, 0.20)),
}
"""(green, nir) in summer and in autumn."""
WATER, WET_MUD, DRY_SHORE = (0.052, 0.018), (0.088, 0.125), (0.135, 0.205)
CLOUD, SHADE = (0.46, 0.52), 0.62


@dataclass(frozen=True)
class Sky:
    """A cloud on the fine grid: its opacity (rows, cols) and the shade it casts, both 0-1."""

    cloud: Field
    shade: Field


def ground(rng: Generator, land: Valley, *, level: float, autumn: bool, step_m: float) -> Field:
    """Return (2, rows, cols) reflectance of the land at a water level."""
    table = np.array([pair[1 if autumn else 0] for pair in COVERS.values()], np.float32)
    shape = land.height.shape
    mottle = octaves(rng, shape, [60 / step_m, 18 / step_m, max(8 / step_m, 1)])
    planes = table[land.cover].transpose(2, 0, 1) * (1 + 0.07 * mottle)
    planes *= 1 - 0.12 * _slope(land, step_m)
    above = land.height - level
    bare = step(land.level_then + 0.6 - land.height, 0.8)
    _lay(planes, DRY_SHORE, bare, mottle, 0.09)
    _lay(planes, WET_MUD, bare * step(1.6 - above, 1.6), mottle, 0.06)
    ripple = octaves(rng, shape, [200 / step_m, 40 / step_m])
    _lay(planes, WATER, step(-above, 0.12), ripple, 0.05)
    return planes


def _lay(
    planes: Field, colour: tuple[float, float], alpha: Field, mottle: Field, depth: float
) -> None:
    for number, value in enumerate(colour):
        planes[number] += (value * (1 + depth * mottle) - planes[number]) * alpha


def _slope(land: Valley, step_m: float) -> Field:
    down, across = np.gradient(land.height, step_m)
    slope: Field = np.tanh((across + down) * 4).astype(np.float32)
    return slope


def sky(rng: Generator, land: Valley, *, x: float, y: float, radius_m: float, step_m: float) -> Sky:
    """Return one fair-weather cloud around a point (local metres) and its shade to the north."""
    rough = octaves(rng, land.height.shape, [180 / step_m, 70 / step_m, 30 / step_m])
    away = 1 - np.hypot(land.x - x, land.y - y) / radius_m + 0.33 * rough
    cloud = ndimage.gaussian_filter(step(away, 0.9), 15 / step_m)
    moved = (-round(260 / step_m), round(90 / step_m))
    shade = ndimage.shift(cloud, moved, order=0, mode="constant")
    return Sky(cloud, shade)


def through(planes: Field, sky_: Sky | None) -> Field:
    """Return what is seen through the sky."""
    if sky_ is None:
        return planes
    shaded = planes * (1 - (1 - SHADE) * sky_.shade)
    white = np.array(CLOUD, np.float32)[:, None, None]
    seen: Field = shaded + (white - shaded) * sky_.cloud
    return seen


def sensed(rng: Generator, planes: Field, *, factor: int) -> Field:
    """Return the sensor's pixels: point spread of about a pixel, averaged, with noise."""
    spread = ndimage.gaussian_filter(planes, (0, 0.4 * factor, 0.4 * factor))
    rows, cols = planes.shape[1] // factor, planes.shape[2] // factor
    pixels = spread.reshape(2, rows, factor, cols, factor).mean(axis=(2, 4))
    noise = np.stack([grain(rng, (rows, cols), 1) for _ in range(2)])
    out: Field = np.maximum(pixels + 0.0025 * noise, 0.001).astype(np.float32)
    return out
