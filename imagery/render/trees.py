"""Tree crowns seen from above: lumpy domes lit from one side, with the shadow they cast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from shapely.geometry import Polygon

from imagery.render.canvas import Canvas
from imagery.render.noise import Field, octaves, step
from imagery.render.surfaces import SUN

SHADOW_SLOPE = 0.75
"""Metres of shadow for a metre of height (sun about 53 degrees up)."""


@dataclass(frozen=True)
class Crown:
    """A tree: centre in local metres, mean radius and height in metres, ragged outline."""

    x: float
    y: float
    radius_m: float
    height_m: float
    waves: tuple[tuple[int, float, float], ...]
    tint: tuple[float, float, float]

    def reach(self, angle: Field) -> Field:
        """Return the outline's distance from the centre at an angle (radians, east = 0)."""
        ragged = sum(size * np.sin(count * angle + start) for count, size, start in self.waves)
        out: Field = np.asarray(self.radius_m * (1 + ragged), np.float32)
        return out

    @property
    def outline(self) -> Polygon:
        """The exact outline in local metres."""
        angle = np.linspace(0, 2 * np.pi, 180, endpoint=False, dtype=np.float32)
        reach = self.reach(angle)
        return Polygon(
            np.column_stack([self.x + reach * np.cos(angle), self.y + reach * np.sin(angle)])
        )


def crown(rng: Generator, x: float, y: float, radius_m: float) -> Crown:
    """Return a tree with a random outline, height and tint."""
    waves = tuple(
        (count, float(rng.uniform(0.2, 1.0)) * 0.28 / count, float(rng.uniform(0, 2 * np.pi)))
        for count in (2, 3, 5, 8, 13)
    )
    warm = float(rng.uniform(-0.02, 0.03))
    tint = (0.21 + warm, 0.33 + float(rng.uniform(-0.02, 0.02)), 0.13)
    return Crown(x, y, radius_m, radius_m * float(rng.uniform(1.5, 2.1)), waves, tint)


def shadow(canvas: Canvas, tree: Crown) -> None:
    """Cast the tree's shadow: its outline swept along the ground, smaller towards the top."""
    length = tree.height_m * SHADOW_SLOPE
    part = canvas.part(
        tree.x + SUN[0] * length / 2,
        tree.y + SUN[1] * length / 2,
        length / 2 + 1.5 * tree.radius_m,
    )
    if part is None:
        return
    shade = np.zeros(part.shape, np.float32)
    for share in np.linspace(0, 1, 9):
        dx = part.x - tree.x - SUN[0] * length * share
        dy = part.y - tree.y - SUN[1] * length * share
        narrowing = 1 - 0.65 * share**2
        edge = tree.reach(np.arctan2(dy, dx)) * np.float32(narrowing) - np.hypot(dx, dy)
        shade = np.maximum(shade, step(edge, 0.5))
    part.darken(shade, 0.6)


def leaves(canvas: Canvas, rng: Generator, tree: Crown) -> None:
    """Paint the crown over everything below it."""
    part = canvas.part(tree.x, tree.y, 1.6 * tree.radius_m)
    if part is None:
        return
    dx, dy = part.x - tree.x, part.y - tree.y
    reach = tree.reach(np.arctan2(dy, dx))
    nearness = np.hypot(dx, dy) / reach
    light = _light(part, rng, tree, nearness)
    picture = np.asarray(tree.tint, np.float32) * light[..., None]
    fringe = 0.06 * octaves(rng, part.shape, [max(0.3 / part.step_m, 1.0)])
    part.blend(picture, step((1 - nearness + fringe) * reach, 0.25))


def _light(part: Canvas, rng: Generator, tree: Crown, nearness: Field) -> Field:
    """Light on a lumpy dome: slope towards the sun, gaps between the branches, leaf speckle."""
    pixel = part.step_m
    dome = np.sqrt(np.clip(1 - nearness**2, 0, 1)) * tree.height_m * 0.5
    lumps = octaves(rng, part.shape, [1.3 / pixel, 0.6 / pixel, max(0.28 / pixel, 1.0)])
    surface = dome + 0.28 * lumps
    down, across = np.gradient(surface, pixel)
    towards = across * SUN[0] - down * SUN[1]
    lit = 1 - 0.38 * np.tanh(towards * 0.9)
    gaps = 1 - 0.45 * step(-lumps - 1.0, 0.8)
    speckle = 1 + 0.10 * octaves(rng, part.shape, [max(0.15 / pixel, 1.0)])
    light: Field = (lit * gaps * speckle).astype(np.float32)
    return light
