"""Cloud shadow: dark ground at one and the same distance and direction from every cloud.

The sun's direction need not be known: of all displacements of the cloud mask, the one that lies
darkest is taken, if it is at least twice as dark-covered as the average displacement. Clouds of
one scene differ in height, so along that direction .6 to 1.4 of the distance count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from imagery.detectors.base import Bits
from imagery.detectors.cloud.params import PARAMS
from imagery.detectors.labels import strips

SIDE = 512
"""Rows and columns of the thinned scene in which the displacement is sought."""
USUAL_M = 10.0
STEPS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4)
LEAST_DARK = 0.3
"""Part of the displaced clouds that must be dark: the rest falls on water or behind a ridge."""


@dataclass(frozen=True)
class Cast:
    """Displacement (rows, cols) in pixels from cloud to shadow; what counts as dark where.

    ``limit`` is uint8 on a grid thinned by ``thin``.
    """

    row: float
    col: float
    limit: NDArray[np.uint8]
    thin: int

    def words(self, factor: int) -> str:
        """Return rows and columns of stored pixels."""
        return f"{self.row * factor:+.0f},{self.col * factor:+.0f} px"

    def dark(self, values: Any, out: Any) -> None:
        """Write into ``out`` (bool) where brightness (rows, cols) is below the limit, and known."""
        cols = np.arange(values.shape[1]) // self.thin
        for rows in strips(values):
            at = np.arange(rows.start, min(rows.stop, values.shape[0])) // self.thin
            out[rows] = (values[rows] > 0) & (values[rows] < self.limit[np.ix_(at, cols)])


def cast_of(cloud: Any, dark: Any, step_m: float | None) -> Cast | None:
    """Return where the shadows fall; None where no direction stands out.

    Parameters
    ----------
    cloud : bool (rows, cols)
    dark : uint8 (rows, cols)
        Brightness that shadow lowers, 0 no data.
    step_m : float or None
        Pixel size.
    """
    thin = max(1, math.ceil(max(cloud.shape) / SIDE))
    clouds, values = np.asarray(cloud[::thin, ::thin]), np.asarray(dark[::thin, ::thin])
    ground = (values > 0) & ~clouds
    if not clouds.any() or ground.mean() < 0.05:
        return None
    reach = PARAMS["shadow_height_m"] / (step_m or USUAL_M) / thin
    for share in (PARAMS["shadow_share"], PARAMS["deep_shadow_share"]):
        limit = _limits(values, ground, share)
        dark_parts = _small(ground & (values < limit), int(clouds.sum()))
        found = _darkest(clouds, ground, dark_parts, int(min(reach, min(clouds.shape) / 2)))
        if found is not None:
            return Cast(found[0] * thin, found[1] * thin, limit, thin)
    return None


def _limits(values: NDArray[np.uint8], ground: Bits, share: float) -> NDArray[np.uint8]:
    """Return a share of the mean brightness of the ground around, within half of the scene.

    Shadow takes a third of the light and more. Compared with its own surroundings a sea or a
    forest is not dark.
    """
    side = max(15, min(values.shape) // 2) | 1
    total = cv2.blur(np.where(ground, values, 0).astype(np.float32), (side, side))
    weight = cv2.blur(ground.astype(np.float32), (side, side))
    limit = share * total / np.maximum(weight, 0.01)
    return np.asarray(np.clip(limit, 0, 255).round(), np.uint8)


def _small(dark_parts: Bits, most_px: int) -> Bits:
    """Leave out dark parts larger than all cloud together: lakes, seas, forests."""
    labels, count = ndimage.label(dark_parts)
    kept = np.bincount(labels.ravel(), minlength=count + 1) <= most_px
    kept[0] = False
    bits: Bits = kept[labels]
    return bits


def _darkest(clouds: Bits, ground: Bits, dark: Bits, reach: int) -> tuple[int, int] | None:
    if reach < 2:
        return None
    covered = _matches(clouds, ground, reach)
    hits = _matches(clouds, dark, reach)
    share = np.where(covered > 0.1 * clouds.sum(), hits / np.maximum(covered, 1), 0)
    rows, cols = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    away = np.hypot(rows, cols)
    share[(away < 2) | (away > reach)] = 0
    # Shadows lie on the ground next to clouds; far displacements must be darker to count.
    best = int((share * hits).argmax())
    usual = float(dark.sum() / ground.sum())
    if share.flat[best] < max(LEAST_DARK, PARAMS["shadow_contrast"] * usual):
        return None
    return int(rows.flat[best]), int(cols.flat[best])


def _matches(clouds: Bits, target: Bits, reach: int) -> NDArray[np.float64]:
    """Return for each displacement (rows, cols) how many cloud pixels land on the target."""
    shape = [fft.next_fast_len(n + reach, real=True) for n in clouds.shape]
    product = np.conj(fft.rfft2(clouds, shape)) * fft.rfft2(target, shape)
    full = fft.irfft2(product, shape)
    at = np.arange(-reach, reach + 1)
    picked: NDArray[np.float64] = np.round(full[np.ix_(at, at)])
    return picked


def shadow(cast: Cast, cloud: Any, dark: Any) -> Bits:
    """Return the shadow pixels of a part of a scene (see :func:`reach_px` for its margin).

    ``dark`` (bool) is what :meth:`Cast.dark` gave.
    """
    fallen = np.zeros(cloud.shape, np.uint8)
    bits = cloud.astype(np.uint8)
    for part in STEPS:
        move = np.array([[1, 0, cast.col * part], [0, 1, cast.row * part]], np.float32)
        moved = cv2.warpAffine(bits, move, cloud.shape[::-1], flags=cv2.INTER_NEAREST)
        np.maximum(fallen, moved, out=fallen)
    inside: Bits = (fallen > 0) & ~cloud & dark
    whole = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.asarray(whole, bool)


def reach_px(cast: Cast) -> int:
    """Return how far a shadow lies from its cloud at most."""
    return math.ceil(max(STEPS) * math.hypot(cast.row, cast.col)) + 2
