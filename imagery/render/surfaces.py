"""What lies flat on a station's site: lawn, road, path, and the station house with its mast."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from imagery.render.canvas import Canvas, Colour
from imagery.render.noise import Field, grain, octaves, step

SUN = (0.5, 0.866)
"""Where shadows fall, a unit vector (east, north): the sun stands in the south-south-west."""


def lawn(canvas: Canvas, rng: Generator) -> None:
    """Cover everything with mown grass: worn and lush patches, blades, faint mowing stripes."""
    pixel = canvas.step_m
    wide = octaves(rng, canvas.shape, [14 / pixel, 5 / pixel, 1.6 / pixel])
    blades = octaves(rng, canvas.shape, [0.35 / pixel, max(0.12 / pixel, 1.0)])
    stripes = np.sin((canvas.x * 0.94 + canvas.y * 0.34) * 2 * np.pi / 2.4)
    light = 1 + 0.07 * wide + 0.055 * blades + 0.02 * stripes
    dryness = step(wide - 1.1, 1.0)[..., None]
    green = np.array([0.37, 0.46, 0.22], np.float32)
    dry = np.array([0.52, 0.48, 0.30], np.float32)
    canvas.rgb[...] = (green + (dry - green) * dryness * np.float32(0.8)) * light[..., None]


def road(canvas: Canvas, rng: Generator, *, north: float, width_m: float = 6.5) -> None:
    """Lay an asphalt road from west to east with verge, wheel tracks and a dashed line."""
    pixel = canvas.step_m
    bend = 1.6 * np.sin(canvas.x / 31.0)
    off = canvas.y - north - bend
    ragged = 0.12 * octaves(rng, canvas.shape, [2 / pixel, 0.5 / pixel])
    verge = step(width_m / 2 + 1.0 + 3 * ragged - np.abs(off), 0.8)
    canvas.blend(_stone(canvas, rng, (0.55, 0.50, 0.42)), verge * np.float32(0.85))
    tracks = np.cos(off * 2 * np.pi / 1.7) * 0.012
    asphalt = _stone(canvas, rng, (0.36, 0.36, 0.37)) + tracks[..., None]
    canvas.blend(asphalt, step(width_m / 2 + ragged - np.abs(off), 0.15))
    dashes = step(np.sin(canvas.x * 2 * np.pi / 9) - 0.2, 0.05)
    line = step(0.08 - np.abs(off), 0.06) * dashes
    canvas.blend((0.86, 0.85, 0.80), line * np.float32(0.8))


def path(canvas: Canvas, rng: Generator, *, east: float, south: float, north: float) -> None:
    """Lay a gravel path from the road to the house."""
    pixel = canvas.step_m
    ragged = 0.15 * octaves(rng, canvas.shape, [1.5 / pixel, 0.4 / pixel])
    across = 0.9 + ragged - np.abs(canvas.x - east)
    along = np.minimum(canvas.y - south, north - canvas.y)
    cover = step(np.minimum(across, along), 0.3)
    canvas.blend(_stone(canvas, rng, (0.63, 0.58, 0.49)), cover * np.float32(0.9))


def house(canvas: Canvas, rng: Generator, *, x: float, y: float) -> None:
    """Build the station house (6.4 x 4.2 m, 3.2 m high) on its slab, and the inlet's mast."""
    _slab(canvas, rng, x, y, half=(4.6, 3.4))
    _cast(canvas, x, y, half=(3.2, 2.1), height_m=3.2)
    roof = _inside(canvas, x, y, (3.2, 2.1))
    ribs = 0.03 * np.sign(np.sin(canvas.x * 2 * np.pi / 0.5)) * np.ones_like(canvas.y)
    tint = np.array([0.72, 0.75, 0.78], np.float32) + ribs[..., None].astype(np.float32)
    canvas.blend(tint + 0.02 * grain(rng, canvas.shape, 3)[..., None], roof)
    for dx, dy, half, colour in (
        (-1.9, 0.9, (0.5, 0.4), (0.86, 0.86, 0.84)),
        (1.2, -0.7, (0.7, 0.5), (0.44, 0.46, 0.50)),
    ):
        _cast(canvas, x + dx, y + dy, half=half, height_m=0.6)
        canvas.blend(colour, _inside(canvas, x + dx, y + dy, half))
    _cast(canvas, 0.0, 0.0, half=(0.06, 0.06), height_m=2.4)
    canvas.blend((0.93, 0.93, 0.92), step(0.22 - np.hypot(canvas.x, canvas.y), 0.08))


def _slab(canvas: Canvas, rng: Generator, x: float, y: float, *, half: tuple[float, float]) -> None:
    canvas.blend(_stone(canvas, rng, (0.68, 0.67, 0.63)), _inside(canvas, x, y, half))


def _inside(canvas: Canvas, x: float, y: float, half: tuple[float, float]) -> Field:
    across, along = half[0] - np.abs(canvas.x - x), half[1] - np.abs(canvas.y - y)
    return step(np.minimum(across, along), 0.12)


def _cast(
    canvas: Canvas, x: float, y: float, *, half: tuple[float, float], height_m: float
) -> None:
    """Shade the strip that a box sweeps along the sun's direction."""
    shade = np.zeros(canvas.shape, np.float32)
    for part in np.linspace(0, 1, 10):
        reach = part * height_m * 0.9
        moved = _inside(canvas, x + SUN[0] * reach, y + SUN[1] * reach, half)
        shade = np.maximum(shade, moved)
    canvas.darken(shade, 0.55)


def _stone(canvas: Canvas, rng: Generator, colour: Colour) -> Field:
    pixel = canvas.step_m
    fleck = octaves(rng, canvas.shape, [3 / pixel, 0.6 / pixel, 1.0], fall=0.8)
    picture: Field = np.asarray(colour, np.float32) * (1 + 0.055 * fleck[..., None])
    return picture
