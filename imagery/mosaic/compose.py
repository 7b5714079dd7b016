"""One output tile: nearest nadir wins, a narrow feather on the seam, light evened widely.

Detail comes from one frame (two within the feather), so nothing is seen twice; the very low
frequencies are mixed over a wide band, so that no seam shows as a step of brightness. Only the
frames that win somewhere in the tile are decoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.ground import STEEPEST_VIEW
from imagery.mosaic.light import Light
from imagery.mosaic.pictures import Pictures
from imagery.mosaic.pose import Placed
from imagery.mosaic.sampling import sampled
from imagery.mosaic.sheet import Sheet, Tile
from imagery.mosaic.weights import blended

STEP = 16
_FEATHER_PX, _EDGE_PX = 24.0, 48.0
_WIDE_SHARE = 0.15
_BELOW_M = 1e5

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Stack:
    """The frames of a mosaic: poses, light, small copies with light evened and blurred.

    ``below`` (n,) marks frames placed by GPS only: they show only where no tied one does.
    """

    placed: Sequence[Placed]
    blurred: Sequence[Floats32]
    light: Light
    below: NDArray[np.bool_]


@dataclass(frozen=True)
class _Net:
    """Every 16th position of a tile, half a step outside it at the edges."""

    tile: Tile

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols) of the lattice."""
        return -(-self.tile.height // STEP) + 2, -(-self.tile.width // STEP) + 2

    def ground(self, sheet: Sheet) -> Floats:
        """Return the lattice's (n, 2) local metres."""
        row, col = np.mgrid[: self.shape[0], : self.shape[1]].reshape(2, -1) * STEP - STEP / 2
        return sheet.ground(self.tile.row + row, self.tile.col + col)

    def filled(self, values: Floats) -> Floats32:
        """Return the tile's pixels, linear between lattice values (n,) or (n, channels)."""
        grid = values.reshape(*self.shape, *values.shape[1:]).astype(np.float32)
        size = (self.shape[1] * STEP, self.shape[0] * STEP)
        fine = cv2.resize(grid, size, interpolation=cv2.INTER_LINEAR)
        full = fine[STEP : STEP + self.tile.height, STEP : STEP + self.tile.width]
        return np.asarray(full, np.float32)


@dataclass(frozen=True)
class _Layer:
    """One frame on a tile's lattice (n points): pixels, cost in metres, pixels to its edge."""

    index: int
    pixels: Floats
    far: Floats
    edge: Floats


def composed(
    tile: Tile, sheet: Sheet, stack: Stack, touching: Sequence[int], pictures: Pictures
) -> tuple[Bytes, Bytes]:
    """Return the tile's BGR pixels (rows, cols, 3) and its mask (255 where something is seen)."""
    net = _Net(tile)
    ground = net.ground(sheet)
    layers = [_layer(i, stack, ground) for i in touching]
    wide = _WIDE_SHARE * max((p.above for p in (stack.placed[i] for i in touching)), default=1.0)
    mixing = _in_reach(layers, wide, sheet.gsd)
    detail = _in_reach(layers, _FEATHER_PX * sheet.gsd, sheet.gsd)
    if not detail:
        return _nothing(tile)
    even = _evening(mixing, detail, stack, wide)

    maps = [net.filled(layer.pixels) for layer in detail]
    weights = _weights(detail, maps, net, stack, sheet)
    total = np.zeros((tile.height, tile.width, 3), np.float32)
    for layer, where, weight, (factor, offset) in zip(detail, maps, weights, even, strict=True):
        if weight.any():
            picture = _picture(pictures[layer.index], where, stack.placed[layer.index])
            even_picture = cv2.LUT(picture, stack.light.table(layer.index))
            even_picture = even_picture * net.filled(factor)[..., None] + net.filled(offset)
            total += even_picture * weight[..., None]
    return np.clip(total + 0.5, 0, 255).astype(np.uint8), _mask(weights)


def _layer(index: int, stack: Stack, ground: Floats) -> _Layer:
    placed = stack.placed[index]
    pixels = placed.pixels(ground)
    far = np.hypot(*(ground - placed.xy).T)
    edge = _edge(pixels, placed.size)
    edge = np.where(far <= STEEPEST_VIEW * placed.above, edge, -1e6)
    return _Layer(index, pixels, far + _BELOW_M * stack.below[index], edge)


def _edge(pixels: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """Return the distance to the frame's nearest edge in pixels, negative outside."""
    x, y = pixels[..., 0], pixels[..., 1]
    least: NDArray[Any] = np.minimum(np.minimum(x, size[0] - x), np.minimum(y, size[1] - y))
    return least


def _in_reach(layers: Sequence[_Layer], reach: float, gsd: float) -> list[_Layer]:
    """Return the layers that may carry weight: one well inside its frame rules farther ones out."""
    if not layers:
        return []
    slack = 2 * STEP * gsd
    sure = [np.where(layer.edge > 2 * _EDGE_PX, layer.far, np.inf) for layer in layers]
    limit = np.min(sure, axis=0) + reach + slack
    return [k for k in layers if np.any((k.edge > -2 * STEP * 2) & (k.far <= limit))]


def _evening(
    mixing: Sequence[_Layer], detail: Sequence[_Layer], stack: Stack, wide: float
) -> list[tuple[Floats, Floats]]:
    """Return factor (n,) and offset (n, 3) of each detail layer on the lattice."""
    low = {k.index: sampled(stack.blurred[k.index], k.pixels, _size(stack, k)) for k in mixing}
    shares = [np.clip(k.edge / (0.2 * min(_size(stack, k))), 0, 1) for k in mixing]
    weights = blended(
        np.stack([k.far for k in mixing]).astype(np.float32),
        np.stack(shares).astype(np.float32),
        wide,
    )
    mixed = sum(w[:, None] * low[k.index] for w, k in zip(weights, mixing, strict=True))
    known = weights.sum(axis=0)[:, None] > 0
    return [
        (
            stack.light.lifted(stack.placed[k.index], k.pixels),
            np.where(known, mixed - low[k.index], 0.0),
        )
        for k in detail
    ]


def _size(stack: Stack, layer: _Layer) -> tuple[int, int]:
    return stack.placed[layer.index].size


def _weights(
    detail: Sequence[_Layer], maps: Sequence[Floats32], net: _Net, stack: Stack, sheet: Sheet
) -> Floats32:
    """Return the share (layers, rows, cols) of each layer in every pixel."""
    if len(detail) == 1 and detail[0].edge.min() > _EDGE_PX:
        return np.ones((1, *maps[0].shape[:2]), np.float32)
    far = np.stack([net.filled(layer.far) for layer in detail])
    seen = zip(maps, far, detail, strict=True)
    alpha = np.stack([_alpha(where, near, stack, layer) for where, near, layer in seen])
    return blended(far, alpha, _FEATHER_PX * sheet.gsd)


def _alpha(where: Floats32, far: Floats32, stack: Stack, layer: _Layer) -> Floats32:
    placed = stack.placed[layer.index]
    near = far - _BELOW_M * stack.below[layer.index] <= STEEPEST_VIEW * placed.above
    edge = np.clip(_edge(where, placed.size) / _EDGE_PX, 0, 1)
    return np.asarray(edge * near, np.float32)


def _picture(picture: Bytes, where: Floats32, placed: Placed) -> Bytes:
    scale = np.array(picture.shape[1::-1], np.float32) / np.array(placed.size, np.float32)
    at = np.asarray(where * scale - np.float32(0.5), np.float32)
    nothing: Any = None
    taken = cv2.remap(picture, at, nothing, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.uint8)


def _mask(weights: Floats32) -> Bytes:
    return ((weights.sum(axis=0) > 0) * 255).astype(np.uint8)


def _nothing(tile: Tile) -> tuple[Bytes, Bytes]:
    shape = (tile.height, tile.width)
    return np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.uint8)
