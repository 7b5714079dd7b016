"""Renders one tile from a strip of the picture: an affine warp a patch, bilinear, masks kept."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.cog.shrink import Bits
from imagery.cog.tilelevels import Picture, Tile
from imagery.cog.webgrid import TILE_PX, Patches

_LINEAR = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
_NEAREST = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
MARGIN_PX = 2
"""Pixels around a tile that its interpolation may touch."""
Affine = NDArray[np.float64]


@dataclass(frozen=True)
class Strip:
    """A piece of the picture: BGR (rows, cols, 3), its upper left pixel, where it holds data."""

    pixels: Picture
    top: int
    left: int
    valid: Bits | None = None


@dataclass(frozen=True)
class Box:
    """Raster pixels that a tile covers, not yet cut to the raster."""

    top: float
    left: float
    bottom: float
    right: float


class Warper:
    """Renders tiles of a grid from a raster of ``width`` x ``height`` pixels."""

    def __init__(self, patches: Patches, width: int, height: int) -> None:
        self._patches, self._width, self._height = patches, width, height

    def box(self, row: int, col: int) -> Box:
        """Return what a tile covers."""
        n = self._patches.per_tile
        seen = self._patches.corners[row * n : (row + 1) * n + 1, col * n : (col + 1) * n + 1]
        low, high = seen.min(axis=(0, 1)), seen.max(axis=(0, 1))
        return Box(float(low[1]), float(low[0]), float(high[1]), float(high[0]))

    def misses(self, box: Box) -> bool:
        """Whether a tile shows nothing of the raster."""
        beside = box.right <= 0 or box.left >= self._width
        return beside or box.bottom <= 0 or box.top >= self._height

    def tile(self, row: int, col: int, strip: Strip) -> Tile | None:
        """Return a tile; the strip must hold what it covers."""
        box = self.box(row, col)
        if self.misses(box):
            return None
        part = _part(strip, box)
        if part.valid is not None and part.valid.all():
            part = Strip(part.pixels, part.top, part.left)
        if part.valid is not None and not part.valid.any():
            return None
        inside = box.left >= 0 and box.top >= 0
        inside = inside and box.right <= self._width and box.bottom <= self._height
        pixels, valid = self._rendered(row, col, part, inside=inside)
        if valid is None or valid.all():
            return Tile(pixels)
        return Tile(pixels, valid) if valid.any() else None

    def _rendered(
        self, row: int, col: int, part: Strip, *, inside: bool
    ) -> tuple[Picture, Bits | None]:
        n = self._patches.per_tile
        side = TILE_PX // n
        pixels = np.empty((TILE_PX, TILE_PX, 3), np.uint8)
        valid = None if inside and part.valid is None else np.ones((TILE_PX, TILE_PX), np.bool_)
        for down in range(n):
            for along in range(n):
                affine = self._patches.affines[row * n + down, col * n + along]
                here = np.s_[side * down : side * (down + 1), side * along : side * (along + 1)]
                pixels[here], own = _patch(part, affine, side)
                if valid is not None:
                    valid[here] = own & self._within(affine, side)
        return pixels, valid

    def _within(self, affine: Affine, side: int) -> Bits:
        """Return which pixel centres of a patch lie on the raster."""
        at = np.arange(side) + 0.5
        cols = affine[0, 0] * at[None, :] + affine[0, 1] * at[:, None] + affine[0, 2]
        rows = affine[1, 0] * at[None, :] + affine[1, 1] * at[:, None] + affine[1, 2]
        across = (cols >= 0) & (cols < self._width)
        return np.asarray(across & (rows >= 0) & (rows < self._height))


def _part(strip: Strip, box: Box) -> Strip:
    """Return the strip's part around a box, a view."""
    rows, cols = strip.pixels.shape[:2]
    top = min(max(int(box.top) - MARGIN_PX - strip.top, 0), rows - 1)
    left = min(max(int(box.left) - MARGIN_PX - strip.left, 0), cols - 1)
    bottom = max(min(int(box.bottom) + MARGIN_PX + 1 - strip.top, rows), top + 1)
    right = max(min(int(box.right) + MARGIN_PX + 1 - strip.left, cols), left + 1)
    here = np.s_[top:bottom, left:right]
    valid = None if strip.valid is None else strip.valid[here]
    return Strip(strip.pixels[here], strip.top + top, strip.left + left, valid)


def _patch(part: Strip, affine: Affine, side: int) -> tuple[Picture, Bits | bool]:
    """Warp one patch; pixels without data do not bleed into their neighbours."""
    matrix = affine.copy()
    matrix[:, 2] += (matrix[:, 0] + matrix[:, 1]) / 2 - 0.5
    matrix[:, 2] -= (part.left, part.top)
    size = (side, side)
    if part.valid is None:
        warped = cv2.warpAffine(
            part.pixels, matrix, size, flags=_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(warped, np.uint8), True
    weight = part.valid.astype(np.float32)
    light = part.pixels * weight[:, :, None]
    share = cv2.warpAffine(weight, matrix, size, flags=_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    sums = cv2.warpAffine(light, matrix, size, flags=_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    valid = cv2.warpAffine(part.valid.astype(np.uint8), matrix, size, flags=_NEAREST) > 0
    colour = sums / np.maximum(share, 1e-3)[:, :, None]
    mean = colour[valid].mean(axis=0) if valid.any() else 0
    filled = np.where((share > 1e-3)[:, :, None], colour, mean)
    return np.clip(np.rint(filled), 0, 255).astype(np.uint8), valid
