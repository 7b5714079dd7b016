"""From placed frames to the written sheet: light evened, then tile by tile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused
from imagery.limits import OnStage
from imagery.mosaic.compose import Stack
from imagery.mosaic.features import Features
from imagery.mosaic.ground import outline
from imagery.mosaic.light import Light, evened
from imagery.mosaic.local import LocalGrid
from imagery.mosaic.pose import Placed
from imagery.mosaic.sheet import native_gsd, sheet_over
from imagery.mosaic.writing import written

_BLUR_SHARE = 0.05
_FINEST, _COARSEST = 0.5, 50.0


@dataclass(frozen=True)
class Sources:
    """The frames to paint by index; those not in ``above`` show only where no other does."""

    placed: Mapping[int, Placed]
    above: frozenset[int]
    paths: Mapping[int, Path]
    features: Sequence[Features]


@dataclass(frozen=True)
class Painted:
    """Pixel size in grid metres, area on the ground in square metres."""

    gsd: float
    area_m2: float


def painted(
    out: Path, sources: Sources, grid: LocalGrid, *, gsd_m: float | None, on_stage: OnStage
) -> Painted:
    """Write the frames to ``out``.

    Raises
    ------
    Refused
        ``mosaic.gsd``: a pixel size far from the frames' own.
    """
    on_stage("light", 0)
    order = sorted(sources.placed)
    places = [sources.placed[i] for i in order]
    native = native_gsd(places)
    gsd = native if gsd_m is None else gsd_m * grid.scale
    if not _FINEST <= gsd / native <= _COARSEST:
        raise Refused("mosaic.gsd", asked=gsd_m, native=round(native, 4))
    sheet = sheet_over([o for p in places if (o := outline(p)) is not None], gsd)
    stack = _stack(sources, order)
    on_stage("light", 100)
    paths = [sources.paths[i] for i in order]
    shrink = sheet.gsd / native
    count = written(out, stack, sheet, grid, paths, shrink=shrink, on_stage=on_stage)
    return Painted(sheet.gsd, count * (sheet.gsd / grid.scale) ** 2)


def _stack(sources: Sources, order: Sequence[int]) -> Stack:
    places = [sources.placed[i] for i in order]
    features = [sources.features[i] for i in order]
    light = evened(places, features)
    views = enumerate(zip(places, features, strict=True))
    blurred = [_blurred(i, place, one, light) for i, (place, one) in views]
    return Stack(places, blurred, light, np.array([i not in sources.above for i in order]))


def _blurred(index: int, place: Placed, features: Features, light: Light) -> NDArray[np.float32]:
    """Return the small copy with its light evened, blurred to a twentieth of the flying height."""
    high, wide = features.small.shape[:2]
    scale = features.size[0] / wide
    x, y = np.meshgrid((np.arange(wide) + 0.5) * scale, (np.arange(high) + 0.5) * scale)
    lifted = light.lifted(place, np.column_stack((x.ravel(), y.ravel()))).reshape(high, wide, 1)
    even = (cv2.LUT(features.small, light.table(index)) * lifted).astype(np.float32)
    sigma = max(_BLUR_SHARE * place.lens.central_px / scale, 1.0)
    blurred = cv2.GaussianBlur(even, (0, 0), sigma, borderType=cv2.BORDER_REFLECT_101)
    shrink = min(1.0, 2 / sigma)
    return np.asarray(cv2.resize(blurred, None, fx=shrink, fy=shrink), np.float32)
