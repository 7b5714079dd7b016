"""A picture in local metres: x east, y north of the inlet, colours 0-1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imagery.render.noise import Field

Colour = tuple[float, float, float]
Rgb = NDArray[np.float32]


@dataclass(frozen=True)
class Canvas:
    """``rgb`` (rows, cols, 3) is painted in place; pixel (0, 0)'s corner lies at west, north."""

    rgb: Rgb
    step_m: float
    west: float
    north: float

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def x(self) -> Field:
        """Metres east of every pixel centre, (1, cols)."""
        cols = np.arange(self.shape[1], dtype=np.float32) + np.float32(0.5)
        x: Field = (self.west + cols * self.step_m).astype(np.float32)[None, :]
        return x

    @property
    def y(self) -> Field:
        """Metres north of every pixel centre, (rows, 1)."""
        rows = np.arange(self.shape[0], dtype=np.float32) + np.float32(0.5)
        y: Field = (self.north - rows * self.step_m).astype(np.float32)[:, None]
        return y

    def part(self, x: float, y: float, reach_m: float) -> Canvas | None:
        """Return the view of the square around a point; None where it misses the picture."""
        top = max(int((self.north - y - reach_m) / self.step_m), 0)
        left = max(int((x - reach_m - self.west) / self.step_m), 0)
        bottom = min(int((self.north - y + reach_m) / self.step_m) + 1, self.shape[0])
        right = min(int((x + reach_m - self.west) / self.step_m) + 1, self.shape[1])
        if bottom <= top or right <= left:
            return None
        return Canvas(
            self.rgb[top:bottom, left:right],
            self.step_m,
            self.west + left * self.step_m,
            self.north - top * self.step_m,
        )

    def blend(self, colour: NDArray[np.floating[Any]] | Colour, alpha: Field) -> None:
        """Paint a colour, or a picture of the same size, where ``alpha`` (0-1) says so."""
        cover = np.broadcast_to(alpha, self.shape)[..., None]
        self.rgb[...] += (np.asarray(colour, np.float32) - self.rgb) * cover

    def darken(self, alpha: Field, strength: float) -> None:
        """Lay a shadow: light falls by ``strength``, red more than blue."""
        cover = np.broadcast_to(alpha, self.shape)[..., None] * np.float32(strength)
        self.rgb[...] *= 1 - cover * np.array([1.0, 0.97, 0.9], np.float32)


def blank(width_m: float, height_m: float, step_m: float) -> Canvas:
    """Return an empty canvas with the inlet in its middle."""
    rows, cols = round(height_m / step_m), round(width_m / step_m)
    rgb = np.zeros((rows, cols, 3), np.float32)
    return Canvas(rgb, step_m, -cols * step_m / 2, rows * step_m / 2)
