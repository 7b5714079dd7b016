"""An air station's site: lawn, road, path, house, and trees, one or two of them too near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from imagery.render import surfaces, trees
from imagery.render.canvas import Canvas, blank
from imagery.render.trees import Crown

RING_M = 20.0
HOUSE = (-4.6, 1.4)
ROAD_NORTH = -31.0


@dataclass(frozen=True)
class Site:
    """A painted site and its trees; ``near`` are the crowns that reach into the ring."""

    canvas: Canvas
    trees: tuple[Crown, ...]

    @property
    def near(self) -> tuple[Crown, ...]:
        """Crowns whose outline comes nearer than :data:`RING_M` to the inlet."""
        return tuple(tree for tree in self.trees if _gap(tree) < RING_M)


def build(rng: Generator, *, width_m: float, height_m: float, step_m: float, near: int) -> Site:
    """Paint a site with ``near`` crowns inside the ring and a grove outside it."""
    canvas = blank(width_m, height_m, step_m)
    grove = (*_near(rng, near), *_far(rng, width_m, height_m))
    surfaces.lawn(canvas, rng)
    surfaces.road(canvas, rng, north=ROAD_NORTH)
    surfaces.path(canvas, rng, east=HOUSE[0], south=ROAD_NORTH, north=HOUSE[1])
    for tree in grove:
        trees.shadow(canvas, tree)
    surfaces.house(canvas, rng, x=HOUSE[0], y=HOUSE[1])
    for tree in sorted(grove, key=lambda one: one.height_m):
        trees.leaves(canvas, rng, tree)
    np.clip(canvas.rgb, 0.01, 1, out=canvas.rgb)
    return Site(canvas, grove)


def _gap(tree: Crown) -> float:
    return float(np.hypot(tree.x, tree.y)) - tree.radius_m


def _near(rng: Generator, count: int) -> tuple[Crown, ...]:
    """Crowns on the far side of the path, well inside the ring and apart from each other."""
    start = float(rng.uniform(0.1, 0.5))
    found = []
    for number in range(count):
        angle = start + number * 1.25
        radius = float(rng.uniform(2.2, 3.2))
        away = float(rng.uniform(10.5, 14.0))
        found.append(
            trees.crown(rng, away * float(np.cos(angle)), away * float(np.sin(angle)), radius)
        )
    return tuple(found)


def _far(rng: Generator, width_m: float, height_m: float) -> tuple[Crown, ...]:
    """A loose belt of trees along the northern and western edge, all clear of the ring."""
    found: list[Crown] = []
    for _ in range(400):
        x = float(rng.uniform(-width_m / 2 + 2, width_m / 2 - 2))
        y = float(rng.uniform(ROAD_NORTH + 8, height_m / 2 - 2))
        radius = float(rng.uniform(1.8, 4.2))
        edge = min(x + width_m / 2, height_m / 2 - y)
        clear = np.hypot(x, y) - 1.35 * radius > RING_M + 3
        apart = all(np.hypot(x - t.x, y - t.y) > 0.8 * (radius + t.radius_m) for t in found)
        if clear and apart and edge < 16:
            found.append(trees.crown(rng, x, y, radius))
        if len(found) == 26:
            break
    return tuple(found)
